"""A talk in one line on the page: chips to look at and correct, promises and needs kept open, nothing guessed (M9, M16)."""

import pytest
from django.utils import timezone

from needless.contacts.actions import save_contact
from needless.helping.models import Promise, UnfiledLine, Wish
from needless.interactions.models import Interaction


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva", "organisation": "Clay"})


@pytest.fixture
def tom(owner):
    return save_contact(owner, {"name": "Tom Reed"})


def look(browser, line):
    return browser.get("/log/line/", {"line": line}).content.decode()


def save(browser, line, **values):
    return browser.post("/log/line/", {"line": line, "save": "1", **values}, follow=True).content.decode()


def test_what_was_understood_is_shown_before_anything_is_saved(browser, ana, tom):
    page = look(browser, "Lunch with Ana and Tom yesterday, I owe Tom the book list")
    for part in ("Ana Silva", "Tom Reed", "book list", 'value="meeting" checked'):
        assert part in page
    assert not Interaction.objects.exists()


def test_it_is_saved_as_it_was_left(browser, owner, ana, tom):
    line = "Lunch with Ana and Tom yesterday, I owe Tom the book list"
    page = save(
        browser, line, contact=[ana.pk, tom.pk], channel="meeting", on="", minutes="45", note="sunny",
        **{"promise-0": "the long book list", "promise-0-who": tom.pk},
    )  # fmt: skip
    assert "Logged with" in page
    talk = Interaction.objects.get()
    assert (talk.channel, talk.minutes, talk.summary) == ("meeting", 45, "sunny")
    assert set(talk.contacts.all()) == {ana, tom}
    promise = Promise.objects.get()
    assert (promise.contact, promise.text, promise.mine) == (tom, "the long book list", True)


def test_a_chip_that_was_taken_off_is_not_saved(browser, ana, tom):
    line = "Lunch with Ana and Tom yesterday, I owe Tom the book list"
    save(browser, line, contact=[ana.pk], channel="call", **{"promise-0": ""})
    assert list(Interaction.objects.get().contacts.all()) == [ana]
    assert not Promise.objects.exists()


def test_undo_takes_all_of_it_back(browser, owner, ana):
    from needless.contacts.undo import latest_undo, undo

    save(
        browser,
        "Call with Ana, she needs a designer",
        contact=[ana.pk],
        channel="call",
        **{"wish-0": "a designer"},
    )
    assert (Interaction.objects.count(), Wish.objects.count()) == (1, 1)
    undo(owner, latest_undo(owner).pk)
    assert (Interaction.objects.count(), Wish.objects.count()) == (0, 0)


def test_where_a_name_fits_several_one_is_asked(browser, owner, ana):
    other = save_contact(owner, {"name": "Ana Prado", "organisation": "Forge"})
    page = look(browser, "Coffee with Ana today")
    assert "Ana Silva" in page
    assert "Ana Prado" in page
    save(browser, "Coffee with Ana today", contact=[other.pk], channel="meeting")
    assert list(Interaction.objects.get().contacts.all()) == [other]


def test_without_anybody_the_line_is_kept_and_can_be_answered_later(browser, owner, ana):
    save(browser, "Coffee with Zebedee today", channel="meeting")
    kept = UnfiledLine.objects.get()
    page = browser.get("/log/open/").content.decode()
    assert "Zebedee" in page
    save(browser, "Coffee with Zebedee today", channel="meeting", contact=[ana.pk], unfiled=kept.pk)
    assert not UnfiledLine.objects.exists()
    assert list(Interaction.objects.get().contacts.all()) == [ana]


def test_a_line_that_is_to_be_forgotten_comes_back_by_undo(browser, owner):
    from needless.contacts.undo import latest_undo, undo

    save(browser, "Coffee with Zebedee today", channel="meeting")
    browser.post(f"/log/lines/{UnfiledLine.objects.get().pk}/drop/")
    assert not UnfiledLine.objects.exists()
    undo(owner, latest_undo(owner).pk)
    assert UnfiledLine.objects.get().text == "Coffee with Zebedee today"


def test_nobody_picked_and_no_name_typed_that_fits_says_so(browser, ana, owner):
    page = save(browser, "Coffee with Ana", who="Nobody Here", channel="meeting")
    assert "Nobody Here" in page
    assert not Interaction.objects.exists()


def test_an_empty_line_goes_to_the_log(browser):
    assert browser.get("/log/line/?line=").url == "/log/"


@pytest.mark.parametrize("line", ["<script>alert(1)</script> with Ana", "\x00", "x" * 5000, "🎈 with Ana"])
def test_any_text_is_a_line(browser, ana, line):
    page = browser.get("/log/line/", {"line": line}, follow=True)
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_open_promises_and_wishes_are_settled_by_one_tap(browser, owner, ana):
    today = timezone.localdate()
    promise = Promise.objects.create(owner=owner, contact=ana, text="the map", mine=True, made_on=today)
    old = today.replace(year=today.year - 1, day=1)
    need = Wish.objects.create(owner=owner, contact=ana, kind="need", text="a designer", on=old)
    page = browser.get("/log/open/").content.decode()
    assert "does it still hold?" in page
    browser.post(f"/log/promises/{promise.pk}/kept/")
    browser.post(f"/log/wishes/{need.pk}/", {"act": "renew"})
    need.refresh_from_db()
    assert (need.on, need.ended_at) == (today, None)
    browser.post(f"/log/wishes/{need.pk}/", {"act": "end"})
    assert "Nothing is open." in browser.get("/log/open/").content.decode()


def test_a_promise_done_in_the_plan_is_kept_and_open_again_when_that_is_undone(owner, ana):
    from needless.plan import actions
    from needless.plan.models import DayPlan, Suggestion

    today = timezone.localdate()
    promise = Promise.objects.create(
        owner=owner, contact=ana, text="the map", mine=True, made_on=today, due_on=today
    )
    plan = DayPlan.objects.create(owner=owner, on=today, minutes=15)
    row = Suggestion.objects.create(
        owner=owner, plan=plan, on=today, position=0, contact=ana, kind="promise", channel="mail", action="x", minutes=3,
        reason="x", in_hand={"kind": "promise", "title": "the map", "url": None},
    )  # fmt: skip
    actions.finish(owner, row.pk, today)
    promise.refresh_from_db()
    assert promise.kept_at is not None
    actions.reopen(owner, row.pk)
    promise.refresh_from_db()
    assert promise.kept_at is None


def test_what_somebody_needs_who_was_not_there_is_theirs_and_not_another_ones(browser, ana, tom):
    line = "Lunch with Ana today, Tom needs a lawyer"
    page = look(browser, line)
    assert f'<option value="{tom.pk}" selected>Tom Reed</option>' in page
    save(browser, line, contact=[ana.pk], channel="meeting", **{"wish-0": "a lawyer", "wish-0-who": tom.pk})
    assert Wish.objects.get().contact == tom and list(Interaction.objects.get().contacts.all()) == [ana]


def test_a_promises_day_and_side_are_corrected(browser, ana):
    line = "Call with Ana, I owe her the book list by Friday"
    what = {"promise-0": "the book list", "promise-0-mine": "0", "promise-0-due": "2099-01-31"}
    assert 'name="promise-0-due" value="20' in look(browser, line)
    save(browser, line, contact=[ana.pk], channel="call", **what)
    promise = Promise.objects.get()
    assert (promise.mine, str(promise.due_on)) == (False, "2099-01-31")
    save(browser, line, contact=[ana.pk], channel="call", **{"promise-0": "x", "promise-0-due": "nonsense"})
    assert Promise.objects.latest("pk").due_on is None


def test_what_is_nobodys_for_certain_is_kept_in_words_and_never_given_to_one_of_two(browser, owner, ana, tom):
    line = "Lunch with Ana and Tom, Zorro needs a horse"
    page = look(browser, line)
    assert '<option value="">“Zorro”</option>' in page
    save(
        browser, line, contact=[ana.pk, tom.pk], channel="meeting", **{"wish-0": "a horse", "wish-0-who": ""}
    )
    assert not Wish.objects.exists() and "Zorro: a horse" in Interaction.objects.get().summary


def test_somebody_new_is_added_by_a_tick_with_what_they_need(browser, owner, ana):
    line = "Lunch with Ana and Zorro, Zorro needs a horse"
    assert 'name="add" value="Zorro"' in look(browser, line)
    what = {"wish-0": "a horse", "wish-0-who": ""}
    save(browser, line, contact=[ana.pk], add=["Zorro", "Nobody"], channel="meeting", **what)
    zorro = Wish.objects.get().contact
    assert zorro.name == "Zorro" and set(Interaction.objects.get().contacts.all()) == {ana, zorro}
    assert not UnfiledLine.objects.exists()


def test_of_several_who_fit_the_one_who_was_ticked_is_meant_in_the_promise_too(browser, owner, ana, tom):
    other = save_contact(owner, {"name": "Tom Hansen"})
    line = "Lunch with Ana and Tom, I owe Tom a beer, Zorro needs a horse"
    what = {"promise-0": "a beer", "promise-0-who": "", "wish-0": "a horse", "wish-0-who": ""}
    save(browser, line, contact=[ana.pk, other.pk], channel="meeting", **what)
    assert Promise.objects.get().contact == other and not Wish.objects.exists()


def test_the_one_who_was_picked_is_the_stranger_of_the_line_only_where_there_is_one(browser, owner, ana):
    save(
        browser,
        "Call with Dorothy, she needs a boat",
        contact=[ana.pk],
        channel="call",
        **{"wish-0": "a boat"},
    )
    assert Wish.objects.get().contact == ana
    line = "Lunch with Dorothy, Zorro needs a horse"
    save(browser, line, contact=[ana.pk], channel="meeting", **{"wish-0": "a horse"})
    assert Wish.objects.count() == 1 and "Zorro: a horse" in Interaction.objects.latest("pk").summary
