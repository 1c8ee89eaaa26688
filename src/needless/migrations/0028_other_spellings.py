"""Contacts stored before a name was also found by its other spellings ("Mueller" for Müller) get them, once."""

from django.db import migrations

from needless.contacts.search import respelled


def add_spellings(apps, schema_editor):
    """Only those whose name has another spelling are written, and only what is not there yet."""
    contacts = apps.get_model("needless", "Contact").objects.using(schema_editor.connection.alias)
    rows = contacts.exclude(search="").only("name", "nickname", "search").order_by("pk")
    changed = []
    for contact in rows.iterator(2000):
        known = contact.search.split("\n")
        more = [text for text in respelled(f"{contact.name} {contact.nickname}") if text not in known]
        if more:
            contact.search = "\n".join([*known, *more])
            changed.append(contact)
    contacts.bulk_update(changed, ["search"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("needless", "0027_search_on_postgresql")]
    operations = [migrations.RunPython(add_spellings, migrations.RunPython.noop)]
