"""What was deleted waits for thirty days in one place, and everything done can be taken back (M10, M17)."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from needless.contacts.actions import add_note, add_tag, delete_contact, delete_note, save_contact
from needless.contacts.models import Contact, Note, Undo
from needless.contacts.queries import contacts_of
from needless.contacts.undo import latest_undo
from needless.helping.merging import merge_contacts
from needless.interactions.actions import delete_interaction, log_interaction
from needless.interactions.models import Interaction
from needless.keeping.trash import empty_trash, trash_of

NOW = timezone.now()


def labels(owner, now=NOW):
    return [(one.entry.label, one.parts) for one in trash_of(owner, now)]


def test_what_was_deleted_is_there_and_what_was_changed_is_not(owner):
    ana = save_contact(owner, {"name": "Ana Silva", "phones": [("+351 912 345 678", "")]})
    save_contact(owner, {"name": "Ana Silva", "phones": []}, ana)
    add_tag(owner, [ana.pk], "choir")
    delete_note(owner, add_note(owner, ana, "sings loudly").pk)
    delete_interaction(owner, log_interaction(owner, [ana], NOW, "call", summary="the quay").pk)
    delete_contact(owner, ana.pk)
    found = labels(owner)
    assert found[0][0] == "Deleted Ana Silva" and len(found) == 3
    assert ["note, Ana Silva: sings loudly"] in [parts for _label, parts in found]
    assert any("the quay" in part for _label, parts in found for part in parts)


def test_the_page_brings_back_and_the_journal_takes_back(client, owner):
    client.force_login(owner)
    ana = save_contact(owner, {"name": "Ana Silva"})
    tom = save_contact(owner, {"name": "Tom Ode"})
    client.post(reverse("contact-delete", args=[ana.pk]))
    page = client.get(reverse("trash")).content.decode()
    assert "Deleted Ana Silva" in page and "Bring back" in page
    address = reverse("undo", args=[latest_undo(owner).pk])
    assert client.post(address, {"next": reverse("trash")})["Location"] == reverse("trash")
    assert "Nothing is in the trash" in client.get(reverse("trash")).content.decode()
    merge_contacts(owner, tom.pk, ana.pk, NOW.date())
    page = client.get(reverse("journal")).content.decode()
    assert "Merged Ana Silva into Tom Ode" in page and "taken back on" in page
    client.post(reverse("undo", args=[latest_undo(owner).pk]))
    assert contacts_of(owner).count() == 2


def test_after_thirty_days_it_goes_for_good(owner, other_owner):
    ana = save_contact(owner, {"name": "Ana Silva", "emails": ["ana@example.org"]})
    tom = save_contact(owner, {"name": "Tom Ode"})
    alone = log_interaction(owner, [ana], NOW, "call")
    both = log_interaction(owner, [ana, tom], NOW, "meeting")
    delete_contact(owner, ana.pk)
    theirs = save_contact(other_owner, {"name": "Ana Silva"})
    delete_contact(other_owner, theirs.pk)
    assert empty_trash(owner, NOW + timedelta(days=29)) == 0
    assert empty_trash(owner, NOW + timedelta(days=31)) == 1
    assert [c.name for c in Contact.objects.of(owner)] == ["Tom Ode"]
    left = set(Interaction.objects.of(owner).values_list("pk", flat=True))
    assert alone.pk not in left and both.pk in left
    assert not Undo.objects.of(owner).exists() and Contact.objects.of(other_owner).exists()


def test_a_merge_can_be_undone_after_the_trash_was_emptied(owner):
    ana, again = (save_contact(owner, {"name": name}) for name in ("Ana Silva", "Ana S."))
    undo = merge_contacts(owner, ana.pk, again.pk, NOW.date())
    empty_trash(owner, NOW + timedelta(days=60))
    assert Undo.objects.of(owner).filter(pk=undo.pk).exists() and Contact.objects.of(owner).count() == 2


def test_what_is_in_the_trash_of_another_is_not_shown(client, owner, other_owner):
    ana = save_contact(owner, {"name": "Ana Silva"})
    add_note(owner, ana, "sings")
    Note.objects.of(owner).get()
    delete_contact(owner, ana.pk)
    client.force_login(other_owner)
    for name in ("trash", "journal"):
        assert "Ana" not in client.get(reverse(name)).content.decode()
