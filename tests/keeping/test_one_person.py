"""All that is kept about one person is shown, handed over, and erased for good on request (M17)."""

import json
from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from needless.contacts.actions import add_note, add_relation, add_tag, delete_contact, save_contact
from needless.contacts.models import Contact, Forgotten, SourceKey
from needless.helping.merging import merge_contacts
from needless.imports.actions import run_import, start_import
from needless.imports.models import ImportFile, Refused, WaitingTalk
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.interactions.tiers import set_tier
from needless.keeping.erasing import erase
from needless.tables.owned import Owned

VCARD = """BEGIN:VCARD
VERSION:3.0
FN:Xenia Quint
EMAIL:xenia@quint.example
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Tom Ode
EMAIL:tom@ode.example
END:VCARD
"""
MAIL = """From x Thu Jan  1 10:00:00 2026
From: {0}
To: {1}
Date: Thu, 1 Jan 2026 10:00:00 +0000
Message-ID: <{2}@x>
Subject: boats

"""
ME, XENIA, TOM = "me@me.example", "Xenia Quint <xenia@quint.example>", "tom@ode.example"


@pytest.fixture
def xenia(owner):
    """Somebody about whom a bit of everything is kept."""
    person = save_contact(
        owner,
        {"name": "Xenia Quint", "emails": ["xenia@quint.example"], "organisation": "Quay", "tags": ["choir"]},
    )
    tom = save_contact(owner, {"name": "Tom Ode", "emails": ["tom@ode.example"]})
    SourceKey.objects.create(owner=owner, contact=person, key="linkedin:xenia")
    add_note(owner, person, "sings loudly")
    add_note(owner, tom, "married to Xenia Quint")
    add_relation(owner, tom, "partner", other=person)
    log_interaction(owner, [person], timezone.now(), "call", summary="about boats")
    log_interaction(owner, [person, tom], timezone.now(), "meeting")
    set_tier(owner, [person.pk, tom.pk], "close")
    add_tag(owner, [person.pk, tom.pk], "quay")
    return person


def everything_of(owner):
    """All rows of an owner as one text."""
    models = [m for m in apps.get_app_config("needless").get_models() if issubclass(m, Owned)]
    rows = {m.__name__: list(m.objects.of(owner).values()) for m in models}
    return json.dumps(rows, default=str)


def brought_in(owner, tmp_path, text, name="cards.vcf"):
    path = tmp_path / name
    path.write_text(text)
    work = start_import(owner, [str(path)], [ME])
    run_import(work, date(2026, 3, 3))
    return ImportFile.objects.of(owner).filter(of=work, is_preview=False).order_by("position").last()


def test_every_chapter_is_in_the_record(client, owner, xenia):
    client.force_login(owner)
    page = client.get(reverse("record", args=[xenia.pk])).content.decode()
    for word in (
        "xenia@quint.example",
        "sings loudly",
        "about boats",
        "linkedin:xenia",
        "choir",
        "married to",
    ):
        assert word in page
    found = json.loads(client.get(reverse("record-json", args=[xenia.pk])).content)
    assert found["name"] == "Xenia Quint" and len(found["tables"]["interaction"]) == 2
    assert found["mentions"]["note"][0]["text"] == "married to Xenia Quint" and found["ways_back"] == 2


def test_erased_is_erased_whatever_the_table(client, owner, xenia):
    again = save_contact(owner, {"name": "X. Quint-Before", "emails": ["before@quint.example"]})
    merge_contacts(owner, xenia.pk, again.pk, date(2026, 3, 3))
    client.force_login(owner)
    client.post(reverse("record-erase", args=[xenia.pk]), {"name": "somebody"})
    assert Contact.objects.of(owner).filter(pk=xenia.pk).exists()
    client.post(reverse("record-erase", args=[xenia.pk]), {"name": " xenia quint "})
    left = everything_of(owner)
    for word in ("xenia@quint.example", "sings loudly", "about boats", "linkedin:xenia", "before@quint"):
        assert word not in left, word
    assert "married to Xenia Quint" in left  # the owner's words about somebody else
    assert left.count("Xenia Quint") == left.count("married to Xenia Quint")
    assert Contact.objects.of(owner).get().name == "Tom Ode" and Interaction.objects.of(owner).count() == 1
    assert client.get(reverse("record", args=[xenia.pk])).status_code == 404


def test_from_the_trash_too(client, owner, xenia):
    delete_contact(owner, xenia.pk)
    client.force_login(owner)
    assert "sings loudly" in client.get(reverse("record", args=[xenia.pk])).content.decode()
    client.post(reverse("record-erase", args=[xenia.pk]), {"name": "Xenia Quint"})
    assert "sings loudly" not in everything_of(owner)
    assert "Deleted Xenia" not in client.get(reverse("trash")).content.decode()


def test_no_import_brings_them_back(owner, xenia, tmp_path):
    erase(owner, [xenia.pk])
    file = brought_in(owner, tmp_path, VCARD)
    refused = Refused.objects.of(owner).get(file=file)
    assert (file.created, file.refused, refused.row, refused.field) == (0, 1, 1, "erased")
    assert "left out" in refused.problem and "Xenia" not in refused.problem
    both = MAIL.format(XENIA, ME, 1) + MAIL.format(ME, XENIA, 2) + MAIL.format(ME, f"{XENIA}, {TOM}", 3)
    brought_in(owner, tmp_path, both, "mail.mbox")
    left = everything_of(owner)
    assert "xenia@quint.example" not in left and not WaitingTalk.objects.of(owner).exists()
    assert Interaction.objects.of(owner).filter(channel="mail").count() == 1


def test_whoever_is_added_again_by_hand_is_known_again(owner, xenia, tmp_path):
    erase(owner, [xenia.pk])
    save_contact(owner, {"name": "Xenia Quint", "emails": ["xenia@quint.example"]})
    both = MAIL.format(XENIA, ME, 1) + MAIL.format(ME, XENIA, 2)
    brought_in(owner, tmp_path, both, "mail.mbox")
    assert Interaction.objects.of(owner).filter(channel="mail").count() == 2


def test_another_owner_sees_and_erases_nothing(client, owner, other_owner, xenia):
    client.force_login(other_owner)
    for name in ("record", "record-json"):
        assert client.get(reverse(name, args=[xenia.pk])).status_code == 404
    assert client.post(reverse("record-erase", args=[xenia.pk]), {"name": "Xenia Quint"}).status_code == 404
    save_contact(other_owner, {"name": "Xenia Quint", "emails": ["xenia@quint.example"]})
    erase(owner, [xenia.pk])
    assert Contact.objects.of(other_owner).count() == 1 and not Forgotten.objects.of(other_owner).exists()
