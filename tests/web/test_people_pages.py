"""People and history on pages: found, changed, logged, taken back (M1, M7, M9, M10)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.real_postgresql import SAID_TO_POSTGRESQL

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact, Note, Relation, Tag
from needless.interactions.models import Interaction, Remembrance
from needless.web.ways import best_way, web_address


def undo_of(response):
    """Follow to the next page and press its Undo."""
    client, page = response.client, response.client.get(response["Location"])
    address = [m.extra_tags for m in page.context["messages"]][-1]
    return client.post(address)


def test_searching_finds_and_htmx_gets_the_list_alone(browser, ines):
    page = browser.get("/people/", {"q": "hafen"}).content.decode()
    assert "Inês Okafor" in page and "Bo Li" not in page and "<html" in page
    part = browser.get(
        "/people/", {"q": "ines"}, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="found"
    ).content.decode()
    assert "Inês Okafor" in part and "<html" not in part


def test_a_page_of_people_takes_a_handful_of_queries(browser, owner, django_assert_max_num_queries):
    for number in range(60):
        save_contact(owner, {"name": f"Person {number:02}"})
    with django_assert_max_num_queries(8 + SAID_TO_POSTGRESQL):
        page = browser.get("/people/")
    assert len(page.context["rows"]) == 50
    assert len(browser.get("/people/", {"page": 2}).context["rows"]) == 10


def test_many_at_once_get_a_tier_and_lose_it_by_undo(browser, owner, ines):
    ids = list(Contact.objects.of(owner).values_list("pk", flat=True))
    answer = browser.post("/people/selected/", {"id": ids, "act": "tier", "tier": "warm"})
    assert set(Contact.objects.values_list("tier", flat=True)) == {"warm"}
    undo_of(answer)
    assert set(Contact.objects.values_list("tier", flat=True)) == {"none"}


def test_many_at_once_never_touch_another_owners_people(client, other_owner, ines):
    client.force_login(other_owner)
    client.post("/people/selected/", {"id": [ines.pk], "act": "let-go"})
    ines.refresh_from_db()
    assert ines.let_go_at is None


def test_the_contact_page_says_all_and_acts(browser, ines):
    page = browser.get(ines.get_absolute_url()).content.decode()
    for text in (
        "At the port workshop",
        "Sails on Sundays",
        "Mar 2018",
        "8 February",
        "Bo Li",
        "choir",
        "Rua do Cais",
    ):
        assert text in page, text
    for link in (
        "mailto:ines@example.org",
        "tel:+351912345678",
        "sms:+351912345678",
        "https://wa.me/351912345678",
    ):
        assert f'href="{link}"' in page, link
    assert "green &lt;b&gt;no sugar" in page and 'href="javascript' not in page
    assert '<svg class="tie"' in page and "Your tie with Inês over time" in page


def test_a_contact_is_added_with_all_its_lists(browser, owner):
    given = {
        "name": "Jörg Müller",
        "emails-value": ["j@example.org", "", "jm@example.org"],
        "emails-label": ["home", "", "work"],
        "positions-title": ["Clerk"],
        "positions-organisation": ["Hafen"],
        "positions-place": [""],
        "positions-started": ["2020"],
        "positions-ended": [""],
        "tags": "choir, port",
    }
    page = browser.get(browser.post("/people/new/", given)["Location"]).content.decode()
    for text in ("Jörg Müller", "j@example.org", "jm@example.org", "Clerk", "choir", "port"):
        assert text in page


def test_a_form_with_a_fault_keeps_what_was_typed(browser, owner):
    given = {"name": "Bo", "birthday": "yesterday", "phones-value": ["+49 30 1234567"], "phones-label": [""]}
    answer = browser.post("/people/new/", given)
    page = answer.content.decode()
    assert answer.status_code == 200 and "+49 30 1234567" in page and "1980-02-08" in page
    assert not Contact.objects.of(owner).exists()


def test_editing_keeps_what_was_not_changed(browser, owner, ines):
    form = browser.get(f"/people/{ines.pk}/edit/")
    given = {f.html_name: f.value() or "" for f in form.context["form"]} | {"tags": form.context["tags"]}
    given["met_in_person"] = "on"
    for name, _words, columns, rows in form.context["lists"]:
        for column, *_rest in columns:
            given[f"{name}-{column}"] = [row.get(column, "") for row in rows]
    before = browser.get(ines.get_absolute_url()).context
    answer = browser.post(f"/people/{ines.pk}/edit/", given)
    assert answer.status_code == 302, answer.content.decode()
    after = browser.get(ines.get_absolute_url()).context
    for name in ("reach", "positions", "dates", "fields", "tags"):
        assert [str(r.pk) if hasattr(r, "pk") else str(r) for r in before[name]] == [
            str(r.pk) if hasattr(r, "pk") else str(r) for r in after[name]
        ]


def test_deleting_is_taken_back(browser, ines):
    answer = browser.post(f"/people/{ines.pk}/delete/")
    assert browser.get(ines.get_absolute_url()).status_code == 404
    undo_of(answer)
    assert browser.get(ines.get_absolute_url()).status_code == 200


def test_letting_go_and_taking_back(browser, ines):
    browser.post(f"/people/{ines.pk}/let-go/")
    assert "You let them go" in browser.get(ines.get_absolute_url()).content.decode()
    browser.post(f"/people/{ines.pk}/let-go/")
    assert "You let them go" not in browser.get(ines.get_absolute_url()).content.decode()


def test_small_things_are_added_and_removed(browser, ines):
    page = f"/people/{ines.pk}"
    browser.post(f"{page}/notes/", {"text": "Likes fado"})
    browser.post(f"{page}/tags/", {"tag": "fado"})
    browser.post(f"{page}/relations/", {"kind": "partner", "who": "Rui"})
    browser.post(f"{page}/flags/", {"flag": "never_suggest", "value": "1"})
    ines.refresh_from_db()
    assert ines.never_suggest and Tag.objects.filter(name="fado").exists()
    browser.post(f"/notes/{Note.objects.get(text='Likes fado').pk}/delete/")
    browser.post(f"/relations/{Relation.objects.get(other_name='Rui').pk}/delete/")
    browser.post(f"{page}/tags/", {"tag": "fado", "act": "remove"})
    assert not Note.objects.filter(text="Likes fado").exists()
    assert (
        not Relation.objects.filter(other_name="Rui").exists()
        and not Tag.objects.filter(name="fado").exists()
    )


def test_a_relation_to_another_owners_contact_is_refused(client, other_owner, ines):
    mine = save_contact(other_owner, {"name": "Kim"})
    client.force_login(other_owner)
    answer = client.post(f"/people/{mine.pk}/relations/", {"kind": "knows", "contact": ines.pk})
    assert answer.status_code == 404 and not Relation.objects.filter(contact=mine).exists()


def test_they_remembered_me_is_one_tap(browser, ines):
    browser.post(f"/people/{ines.pk}/remembered/", {"answer": "yes"})
    assert Remembrance.objects.get(contact=ines).answer == "yes"


def test_logging_by_chip_and_by_name(browser, owner, ines):
    given = {
        "contact": [ines.pk],
        "who": "bo li",
        "channel": "meeting",
        "day": "1",
        "enjoyment": "5",
        "next": "/people/",
    }
    answer = browser.post("/log/", given | {"summary": "Lunch", "remembered": "yes"})
    assert answer["Location"] == "/people/"
    talk = Interaction.objects.get(summary="Lunch")
    assert {c.name for c in talk.contacts.all()} == {"Inês Okafor", "Bo Li"} and talk.enjoyment == 5
    assert timezone.localdate(talk.at) == timezone.localdate() - timedelta(days=1)
    undo_of(answer)
    assert not Interaction.objects.filter(summary="Lunch").exists() and not Remembrance.objects.exists()


@pytest.mark.parametrize("who", ["", "Nobody Such"])
def test_logging_with_nobody_asks_who_is_meant(browser, owner, ines, who):
    answer = browser.post("/log/", {"who": who, "channel": "call", "day": "0"})
    assert answer.status_code == 200 and Interaction.objects.count() == 3
    assert 'role="alert"' in answer.content.decode()


def test_a_day_to_come_is_not_logged(browser, owner, ines):
    tomorrow = timezone.localdate() + timedelta(days=1)
    given = {"contact": [ines.pk], "channel": "call", "day": "other", "on": tomorrow.isoformat()}
    assert browser.post("/log/", given).status_code == 200 and Interaction.objects.count() == 3


def test_what_was_logged_is_changed_and_deleted(browser, owner, ines):
    talk = Interaction.objects.earliest("at")
    given = {"channel": "meeting", "on": "2026-01-04", "enjoyment": "4", "minutes": "30", "summary": "Coffee"}
    browser.post(f"/log/{talk.pk}/", given)
    talk.refresh_from_db()
    assert (talk.channel, talk.summary, talk.minutes) == ("meeting", "Coffee", 30) and talk.at.day == 4
    undo_of(browser.post(f"/log/{talk.pk}/delete/"))
    assert Interaction.objects.filter(pk=talk.pk).exists()


def test_three_letters_find_a_name(browser, ines):
    found = browser.get("/people/names/", {"who": "ine"}).content.decode()
    assert "Inês Okafor" in found and f'data-id="{ines.pk}"' in found
    assert "Inês" not in browser.get("/people/names/", {"who": "i"}).content.decode()


def test_the_way_fits_the_channel(ines):
    addresses = list(ines.addresses.all())
    assert best_way(ines, addresses, "call").url == "tel:+351912345678"
    assert best_way(ines, addresses, "mail").url == "mailto:ines@example.org"
    assert best_way(ines, [], "call") is None


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "JavaScript://x", "data:text/html,x", "file:///etc/passwd"]
)
def test_a_link_that_is_no_web_address_is_not_followed(text):
    assert web_address(text) == ""


def test_undoing_twice_says_so_and_breaks_nothing(browser, ines):
    answer = browser.post(f"/people/{ines.pk}/delete/")
    page = browser.get(answer["Location"])
    [address] = [m.extra_tags for m in page.context["messages"]]
    assert browser.post(address).status_code == 302 and browser.post(address).status_code == 302


def test_a_note_a_relation_and_an_edit_offer_undo_at_once(browser, owner, ines):
    undo_of(browser.post(f"/people/{ines.pk}/notes/", {"text": "Plays the oboe"}))
    assert not Note.objects.of(owner).filter(text="Plays the oboe").exists()
    undo_of(browser.post(f"/people/{ines.pk}/relations/", {"kind": "partner", "who": "Ze"}))
    assert not Relation.objects.of(owner).filter(other_name="Ze").exists()
    undo_of(browser.post(f"/people/{ines.pk}/edit/", {"name": "Inês Somebody"}))
    ines.refresh_from_db()
    assert ines.name == "Inês Okafor" and ines.addresses.filter(kind="email").exists()


def test_a_relation_that_was_there_already_offers_no_undo_of_something_else(browser, owner, ines):
    words = {"kind": "partner", "who": "Ze"}
    browser.post(f"/people/{ines.pk}/relations/", words, follow=True)
    browser.post(f"/people/{ines.pk}/notes/", {"text": "Later"}, follow=True)
    page = browser.post(f"/people/{ines.pk}/relations/", words, follow=True)
    assert [m.extra_tags for m in page.context["messages"]] == [""]


def test_undoing_a_new_person_from_their_page_leads_to_the_list(browser, owner):
    answer = browser.post("/people/new/", {"name": "Zoe Brief"})
    page = browser.get(answer["Location"])
    undo = [m.extra_tags for m in page.context["messages"]][-1]
    assert browser.post(undo, {"next": answer["Location"]}, follow=True).redirect_chain[-1][0] == "/people/"
    assert not Contact.objects.of(owner).filter(name="Zoe Brief", deleted_at=None).exists()


def test_a_misspelt_name_shows_whom_it_meant_and_says_so(browser, ines):
    said = browser.get("/people/", {"q": "Okafro"}).content.decode()
    assert "spelt nearly so" in said
    assert "Inês Okafor" in said
    assert "spelt nearly so" not in browser.get("/people/", {"q": "Okafor"}).content.decode()
    assert "Nearly so:" in browser.get("/people/names/", {"who": "Okafro"}).content.decode()


def test_a_misspelt_name_is_never_logged_with_whom_it_might_mean(browser, ines):
    from needless.interactions.models import Interaction

    before = Interaction.objects.count()
    browser.post("/log/", {"who": "Inês Okafro", "channel": "call", "on": "2026-03-02"})
    assert Interaction.objects.count() == before
