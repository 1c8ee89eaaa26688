"""What happens is told: written with what happened, or not at all."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from needless.contacts import actions as contacts
from needless.contacts.undo import undo
from needless.helping.merging import merge_contacts
from needless.imports.actions import import_now
from needless.interactions.actions import change_interaction, delete_interaction, log_interaction
from needless.introducing import stages
from needless.keeping.erasing import erase
from needless.plan.actions import finish
from needless.plan.models import DayPlan, Suggestion
from needless.webhooks.actions import add_endpoint, stop_endpoint
from needless.webhooks.models import Outgoing

NOW = timezone.now


def events():
    return list(Outgoing.objects.order_by("pk").values_list("event", flat=True))


def contact(owner, name="Ana"):
    return contacts.save_contact(owner, {"name": name})


def talk(owner, ana):
    return log_interaction(owner, [ana], NOW(), "call")


def suggestion(owner, ana):
    plan = DayPlan.objects.create(owner=owner, on=date(2026, 3, 2), minutes=15)
    return Suggestion.objects.create(
        owner=owner, plan=plan, on=plan.on, position=1, contact=ana, kind="fading", channel="call", minutes=5
    )


DEEDS = {
    "contact.created": lambda owner, ana: contact(owner, "Ben"),
    "contact.changed": lambda owner, ana: contacts.add_tag(owner, [ana.pk], "x"),
    "contact.archived": lambda owner, ana: contacts.let_go(owner, [ana.pk]),
    "contact.deleted": lambda owner, ana: contacts.delete_contact(owner, ana.pk),
    "interaction.logged": talk,
    "interaction.changed": lambda owner, ana: change_interaction(owner, talk(owner, ana).pk, minutes=3),
    "interaction.deleted": lambda owner, ana: delete_interaction(owner, talk(owner, ana).pk),
    "plan.decided": lambda owner, ana: finish(owner, suggestion(owner, ana).pk, date(2026, 3, 2)),
    "introduction.moved": lambda owner, ana: stages.step(
        owner, stages.choose(owner, ana, contact(owner, "Ben"), "", "", NOW()).pk, "ask_a", NOW()
    ),
    "import.finished": lambda owner, ana: import_now(owner, []),
}


@pytest.mark.parametrize("event", DEEDS)
def test_each_thing_that_happens_is_told_once(owner, event):
    ana = contact(owner)
    add_endpoint(owner, "https://told.example/", [event])
    DEEDS[event](owner, ana)
    assert events() == [event]


def test_it_names_numbers_and_nobody(owner, endpoint):
    ana = contact(owner, "Zzyzx Okonkwo")
    interaction = talk(owner, ana)
    bodies = list(Outgoing.objects.order_by("pk").values_list("body", flat=True))
    assert "Zzyzx" not in "".join(bodies)
    assert f'"data":{{"interaction":{interaction.pk},"contacts":[{ana.pk}]}}' in bodies[-1]


def test_what_did_not_happen_is_not_told(owner, endpoint):
    with pytest.raises(RuntimeError), transaction.atomic():
        contact(owner)
        raise RuntimeError
    assert events() == []


def test_many_at_once_are_one_message(owner, endpoint):
    ids = [contact(owner, f"P {n}").pk for n in range(5)]
    Outgoing.objects.all().delete()
    contacts.add_tag(owner, ids, "x")
    (row,) = Outgoing.objects.all()
    assert f'"contacts":{sorted(ids)}'.replace(" ", "") in row.body


def test_undo_and_merging_are_told(owner, endpoint):
    ana, ben = contact(owner), contact(owner, "Ben")
    Outgoing.objects.all().delete()
    undo(owner, merge_contacts(owner, ana.pk, ben.pk, date(2026, 3, 2)).pk)
    assert events() == ["contact.changed", "contact.changed"]


def test_only_whom_it_concerns_is_told(owner, other_owner, endpoint):
    contact(other_owner)
    assert events() == []
    stop_endpoint(owner, endpoint.pk, NOW())
    contact(owner)
    assert events() == []


@pytest.mark.parametrize(
    "url", ["", "ftp://x", "https://", "https://a:b@c.example/", "https://a b/", "https://a\0b/", "x" * 2000]
)
def test_what_is_no_address_is_refused(owner, url):
    with pytest.raises(ValueError, match="web address is expected"):
        add_endpoint(owner, url, ["contact.created"])


def test_what_nobody_tells_of_is_refused(owner):
    for wrong, said in ((["contact.eaten"], "no event contact.eaten"), ([], "at least one thing")):
        with pytest.raises(ValueError, match=said):
            add_endpoint(owner, "https://told.example/", wrong)
    add_endpoint(owner, "https://told.example/", ["contact.created"])
    with pytest.raises(ValueError, match="told already"):
        add_endpoint(owner, "https://told.example/", ["contact.created"])


def test_who_is_erased_for_good_is_told_by_number(owner, endpoint):
    ana = contact(owner, "Zzyzx Okonkwo")
    pk = ana.pk
    erase(owner, [pk])
    last = Outgoing.objects.order_by("pk").last()
    assert last.event == "contact.deleted" and f'"contacts":[{pk}]' in last.body and "Zzyzx" not in last.body
