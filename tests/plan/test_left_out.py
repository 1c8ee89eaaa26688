"""What is not enjoyed is proposed no more, and Today says so; a new job and help are occasions (M7, M11)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from needless.helping.models import Promise
from needless.imports.models import FieldChange, Import
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.plan.options import enjoyed, left_out
from needless.plan.queries import plan_of_day, suggestions_of

TODAY = timezone.localdate()


def rate(owner, contact, channel, *ratings):
    for n, rating in enumerate(ratings):
        log_interaction(owner, [contact], timezone.now() - timedelta(days=200 + n), channel, enjoyment=rating)


def test_a_way_that_is_not_enjoyed_is_left_out_where_another_is_open(owner, person):
    ana = person("Ana Silva", [(120 + 20 * n, "mail") for n in range(6)], tier="close")
    rate(owner, ana, "mail", 1, 1, 2, 1, 1)
    rate(owner, ana, "call", 5, 5, 5, 4, 5)
    assert left_out(owner, TODAY) == [("mail", 5)]
    assert enjoyed(["mail", "call"], {"mail"}) == ["call"] and enjoyed(["mail"], {"mail"}) == ["mail"]
    browser = Client()
    browser.force_login(owner)
    page = browser.get("/").content.decode()
    assert "Mails are left out where there is another way: 5 ratings say that you do not enjoy them." in page


def test_with_few_ratings_nothing_is_left_out_nor_said(owner, person):
    ana = person("Ana Silva", [(120, "mail")], tier="close")
    rate(owner, ana, "mail", 1, 1)
    rate(owner, ana, "call", 5, 5, 5, 5, 5)
    assert left_out(owner, TODAY) == []


def moved(owner, contact, old="Hafen", new="Vinci"):
    contact.organisation = new
    contact.save()
    run = Import.objects.create(owner=owner, paths=[])
    FieldChange.objects.create(
        owner=owner, contact=contact, made_by=run, field="organisation", old=old, new=new
    )


def kinds(owner, on=TODAY):
    plan_of_day(owner, on)
    return {(row.kind, row.contact.name, row.reason) for row in suggestions_of(owner, on)}


@pytest.fixture
def bo(owner, person):
    return person("Bo Li", [(1000, "mail")])


def test_a_new_job_is_an_occasion_for_a_word(owner, bo):
    moved(owner, bo)
    assert ("new_job", "Bo Li", "Bo has left Hafen for Vinci, and would be glad that you noticed.") in kinds(
        owner
    )


def test_nobody_is_congratulated_on_a_job_that_was_left_again_or_talked_of_since(owner, bo):
    moved(owner, bo)
    bo.organisation = "Third"
    bo.save()
    assert "new_job" not in {kind for kind, *_ in kinds(owner)}


def test_a_promise_that_was_kept_is_thanked_for(owner, bo):
    Promise.objects.create(
        owner=owner, contact=bo, text="send the plans", mine=False, made_on=TODAY, kept_at=timezone.now()
    )
    found = {(kind, reason) for kind, _name, reason in kinds(owner)}
    assert ("thank", "Bo kept a promise (send the plans). Thanks are best within two days.") in found
    assert Interaction.objects.count() == 1
