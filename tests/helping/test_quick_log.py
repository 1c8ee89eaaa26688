"""A line becomes a talk with its promises and wishes; what is unclear is asked, and nothing is guessed or dropped (M9, M16)."""

from datetime import UTC, date, datetime

import pytest

from needless.contacts.models import Contact, Note
from needless.contacts.search import search_text
from needless.contacts.undo import undo
from needless.helping.actions import end_wish, keep_promise, log_line, understand
from needless.helping.models import Promise, UnfiledLine, Wish
from needless.interactions.models import Interaction

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
LINE = (
    "lunch with Ana Silva and Tom yesterday, Ana looks for a data engineer, I owe Tom the book list by Friday"
)


def contact(owner, name, **values):
    row = Contact(owner=owner, name=name, given_name=name.split()[0], family_name=name.split()[-1], **values)
    row.search = search_text(row)
    row.save()
    return row


@pytest.fixture
def ana(owner):
    return contact(owner, "Ana Silva", organisation="Acme")


@pytest.fixture
def tom(owner):
    return contact(owner, "Tom Hansen", organisation="Maersk")


def log(owner, text):
    return log_line(owner, understand(owner, text, NOW), NOW)


def names(understood):
    return [row.name for row in understood.contacts]


def test_one_line_becomes_a_talk_a_promise_and_a_need(owner, ana, tom):
    logged = log(owner, LINE)
    assert set(logged.interaction.contacts.all()) == {ana, tom}
    assert (logged.interaction.channel, logged.interaction.at.date()) == ("meeting", date(2026, 11, 23))
    (promise,) = Promise.objects.of(owner)
    assert (promise.contact, promise.mine, promise.text) == (tom, True, "the book list")
    assert (promise.due_on, promise.made_on) == (date(2026, 11, 27), date(2026, 11, 23))
    (wish,) = Wish.objects.of(owner)
    assert (wish.contact, wish.kind, wish.text, wish.on) == (
        ana,
        "need",
        "a data engineer",
        date(2026, 11, 23),
    )
    ana.refresh_from_db()
    assert (ana.talks, ana.last_talk_on) == (1, date(2026, 11, 23))


def test_understanding_writes_nothing(owner, ana, tom):
    understand(owner, LINE, NOW)
    assert not Interaction.objects.of(owner).exists() and not UnfiledLine.objects.of(owner).exists()


def test_a_logged_line_can_be_taken_back_whole(owner, ana, tom):
    undo(owner, log(owner, LINE).undo.pk)
    assert not Interaction.objects.of(owner).exists()
    assert not Promise.objects.of(owner).exists() and not Wish.objects.of(owner).exists()
    ana.refresh_from_db()
    assert (ana.talks, ana.last_talk_on) == (0, None)


def test_two_that_fit_alike_are_a_question(owner, ana):
    contact(owner, "Ana Costa", organisation="Nordwind")
    understood = understand(owner, "lunch with Ana", NOW)
    assert not understood.contacts
    assert "Ana Silva (Acme)" in understood.questions[0] and "Ana Costa (Nordwind)" in understood.questions[0]


def test_the_likeliest_of_two_is_named_first(owner):
    contact(owner, "Ana Old", strength=0.1)
    contact(owner, "Ana Dear", strength=9.0)
    (fit,) = understand(owner, "lunch with Ana", NOW).unclear
    assert [row.name for row in fit.options] == ["Ana Dear", "Ana Old"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ana Silva", "Ana Silva"), ("ana silva", "Ana Silva"), ("Silva Ana", "Ana Silva"), ("A. Silva", "Ana Silva"),
        ("Dr. Hansen", "Tom Hansen"), ("Jose", "José María García"), ("Bob", "Robert King"), ("Zizi", "Zoë Müller"),
        ("zoe mueller", "Zoë Müller"), ("Zoe Muller", "Zoë Müller"), ("Ana (Acme)", "Ana Silva"), ("Ana from Acme", "Ana Silva"),
        ("Tom Hans", ""), ("Garcia", "José María García"), ("Nobody", ""), ("Ludwig van der Berg", "Ludwig van der Berg"),
        ("Jo", ""),
    ],
)  # fmt: skip
def test_a_name_finds_its_contact(owner, ana, tom, written, name):
    for other in ("José María García", "Robert King", "Ludwig van der Berg", "Anabel Rossi"):
        contact(owner, other)
    contact(owner, "Zoë Müller", nickname="Zizi")
    assert names(understand(owner, f"lunch with {written}", NOW)) == ([name] if name else [])


@pytest.mark.parametrize("written", ["Tom Hans", "T Han"])
def test_the_mere_beginning_of_a_name_is_a_question_though_one_alone_fits(owner, tom, written):
    (fit,) = understand(owner, f"lunch with {written}", NOW).unclear
    assert fit.contact is None and fit.options == (tom,)
    logged = log(owner, f"lunch with {written}")
    assert logged.interaction is None and "Tom Hansen (Maersk)" in logged.unfiled.question


def test_a_hint_tells_two_apart(owner, ana):
    contact(owner, "Ana Costa", organisation="Nordwind")
    assert names(understand(owner, "coffee with Ana from Nordwind", NOW)) == ["Ana Costa"]


def test_the_exact_name_goes_before_the_first_name(owner, tom):
    contact(owner, "Tom")
    assert names(understand(owner, "called Tom", NOW)) == ["Tom"]


def test_who_was_let_go_is_meant_only_where_nobody_else_fits(owner, ana):
    gone = contact(owner, "Ana Gone", let_go_at=NOW)
    assert names(understand(owner, "called Ana", NOW)) == ["Ana Silva"]
    assert names(understand(owner, "called Ana Gone", NOW)) == [gone.name]


def test_another_owners_people_are_nobody(owner, other_owner):
    contact(other_owner, "Ana Silva")
    assert not understand(owner, "called Ana Silva", NOW).contacts


def test_a_line_about_nobody_is_kept_with_its_question(owner):
    logged = log(owner, "lunch with Zorro yesterday")
    assert logged.interaction is None
    assert logged.unfiled.text == "lunch with Zorro yesterday" and "Zorro" in logged.unfiled.question


def test_who_is_certain_is_logged_and_who_is_not_is_asked(owner, ana):
    understood = understand(owner, "lunch with Ana and Zorro, Zorro needs a horse", NOW)
    logged = log_line(owner, understood, NOW)
    assert list(logged.interaction.contacts.all()) == [ana]
    assert logged.interaction.group_size == 2
    assert "Zorro: a horse" in logged.interaction.summary
    assert any("Zorro" in question for question in understood.questions)


def test_words_that_look_like_a_name_and_are_none_stay_in_the_note(owner, ana):
    understood = understand(owner, "coffee and figures with Ana", NOW)
    assert (names(understood), understood.note, understood.questions) == (
        ["Ana Silva"],
        "coffee; figures",
        (),
    )


def test_what_is_still_to_come_is_kept_and_not_logged(owner, ana):
    logged = log(owner, "lunch with Ana tomorrow")
    assert logged.interaction is None and "tomorrow" in logged.unfiled.question


def test_a_promise_alone_is_no_talk(owner, tom):
    logged = log(owner, "I owe Tom a beer")
    assert logged.interaction is None and logged.unfiled is None
    assert [promise.text for promise in logged.promises] == ["a beer"]


def test_a_promise_to_nobody_known_is_kept_beside_a_certain_one(owner, tom):
    logged = log(owner, "I owe Tom a beer, I owe Zorro a horse")
    assert len(logged.promises) == 1 and "Zorro" in logged.unfiled.question


def test_words_about_somebody_become_their_note(owner, ana):
    logged = log(owner, "Ana Silva likes jazz")
    assert (logged.note.contact, logged.note.text) == (ana, "Ana Silva likes jazz")
    assert Note.objects.of(owner).count() == 1 and not Interaction.objects.of(owner).exists()


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("called Ana", NOW), ("called Ana today", NOW), ("called Ana yesterday", datetime(2026, 11, 23, 12, tzinfo=UTC)),
        ("called Ana yesterday at 3pm", datetime(2026, 11, 23, 15, tzinfo=UTC)),
        ("called Ana 20 minutes ago", datetime(2026, 11, 24, 10, 10, tzinfo=UTC)), ("called Ana at 11pm", NOW),
    ],
)  # fmt: skip
def test_the_moment_is_never_later_than_now(owner, ana, text, at):
    assert understand(owner, text, NOW).at == at


@pytest.mark.parametrize("text", ["", "   ", "???", "\x00", "I", "with", "a" * 5000])
def test_a_line_that_says_nothing_is_a_question(owner, text):
    assert understand(owner, text, NOW).questions


def test_a_promise_is_kept_and_a_wish_ends_and_both_come_back(owner, ana, tom):
    logged = log(owner, LINE)
    first, second = keep_promise(owner, logged.promises[0].pk, NOW), end_wish(owner, logged.wishes[0].pk, NOW)
    assert Promise.objects.of(owner).get().kept_at == NOW and Wish.objects.of(owner).get().ended_at == NOW
    undo(owner, first.pk), undo(owner, second.pk)
    assert Promise.objects.of(owner).get().kept_at is None and Wish.objects.of(owner).get().ended_at is None


def test_a_call_that_nobody_took_breaks_no_silence(owner, tom):
    assert log(owner, "called Tom Hansen, no answer").interaction.channel == "click"
    tom.refresh_from_db()
    assert tom.last_talk_on is None
    assert log(owner, "left Tom Hansen a voicemail").interaction.channel == "call"
