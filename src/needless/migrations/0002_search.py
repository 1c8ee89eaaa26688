"""The search index: FTS5 over Contact.search, kept true by triggers. Trigrams find the middle of words."""

from django.db import migrations

MAKE = [
    """CREATE VIRTUAL TABLE contact_search USING fts5(search, content='needless_contact', content_rowid='id',
       tokenize='trigram', columnsize=0)""",
    """CREATE TRIGGER contact_search_insert AFTER INSERT ON needless_contact BEGIN
       INSERT INTO contact_search(rowid, search) VALUES (new.id, new.search); END""",
    """CREATE TRIGGER contact_search_delete AFTER DELETE ON needless_contact BEGIN
       INSERT INTO contact_search(contact_search, rowid, search) VALUES ('delete', old.id, old.search); END""",
    """CREATE TRIGGER contact_search_update AFTER UPDATE OF search ON needless_contact WHEN old.search <> new.search BEGIN
       INSERT INTO contact_search(contact_search, rowid, search) VALUES ('delete', old.id, old.search);
       INSERT INTO contact_search(rowid, search) VALUES (new.id, new.search); END""",
]


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in MAKE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("needless", "0001_start")]
    operations = [migrations.RunPython(make_index, migrations.RunPython.noop)]
