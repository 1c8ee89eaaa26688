"""An address book and the contacts become the same, both ways, and stay so (M17)."""

import pytest
from django.utils import timezone
from tests.syncing.conftest import card, run

from needless.contacts.actions import delete_contact, let_go, save_contact
from needless.contacts.conflicts import answer_conflict, open_conflicts
from needless.contacts.models import Contact
from needless.syncing.accounts import preview
from needless.syncing.models import CardLink, Collection, SyncRun

pytestmark = pytest.mark.django_db


def names():
    return sorted(Contact.objects.filter(deleted_at=None, let_go_at=None).values_list("name", flat=True))


def test_cards_come_in_and_contacts_go_out_and_a_second_run_does_nothing(owner, server, book):
    server.put("a.vcf", card("Ana Silva", "u-a", "EMAIL;TYPE=work:ana@example.org", "X-PET:Rex"))
    save_contact(owner, {"name": "Bo Berg", "emails": ["bo@example.org"]})
    run(owner)
    assert names() == ["Ana Silva", "Bo Berg"] and len(server.cards()) == 2
    bo = Contact.objects.get(name="Bo Berg")
    assert "EMAIL:bo@example.org" in server.get(f"{bo.uid}.vcf")
    server.asked.clear()
    before = list(Contact.objects.values())
    again = run(owner)
    assert not server.writes and again.counts == {} and list(Contact.objects.values()) == before
    assert len(server.asked) == 1


def linked(owner, server, *lines):
    """Ana, on both sides."""
    server.put("a.vcf", card("Ana Silva", "u-a", *lines))
    run(owner)
    return Contact.objects.get()


def test_each_side_takes_what_the_other_changed_and_foreign_lines_stay(owner, server, book):
    ana = linked(owner, server, "TITLE:Baker", "X-PET;N=1:Rex", "EMAIL;TYPE=work;PREF=1:ana@example.org")
    save_contact(owner, {"organisation": "Oven", "phones": ["+351 912 345 678"]}, ana)
    server.put("a.vcf", server.get("a.vcf").replace("TITLE:Baker", "TITLE:Miller\r\nNICKNAME:Anita"))
    done = run(owner)
    ana.refresh_from_db()
    assert (ana.title, ana.nickname, ana.organisation) == ("Miller", "Anita", "Oven")
    raw = server.get("a.vcf")
    assert "ORG:Oven" in raw and "TEL:+351 912 345 678" in raw and "X-PET;N=1:Rex" in raw
    assert "EMAIL;PREF=1;TYPE=work:ana@example.org" in raw  # as Radicale orders them
    assert done.counts == {"update_here": 1, "update_there": 1}
    server.asked.clear()
    run(owner)
    assert not server.writes


def test_an_address_taken_away_on_either_side_is_gone_on_both(owner, server, book):
    ana = linked(owner, server, "EMAIL:a@example.org", "EMAIL:b@example.org", "CATEGORIES:crew,chess")
    save_contact(owner, {"emails": ["b@example.org"], "tags": ["chess", "new"]}, ana)
    server.put("a.vcf", server.get("a.vcf").replace("EMAIL:b@example.org", "EMAIL:c@example.org"))
    run(owner)
    assert [a.value for a in ana.addresses.all()] == ["c@example.org"]
    assert "a@example.org" not in server.get("a.vcf") and "CATEGORIES:chess,new" in server.get("a.vcf")


@pytest.mark.parametrize("answer, held", [("mine", "Cook"), ("theirs", "Miller")])
def test_changed_on_both_sides_nothing_is_lost_and_the_owner_is_asked(owner, server, book, answer, held):
    ana = linked(owner, server, "TITLE:Baker")
    save_contact(owner, {"title": "Cook"}, ana)
    server.put("a.vcf", server.get("a.vcf").replace("Baker", "Miller"))
    assert run(owner).counts == {"ask_here": 1}
    server.asked.clear()
    assert run(owner).counts == {} and not server.writes
    ana.refresh_from_db()
    assert ana.title == "Cook" and "TITLE:Miller" in server.get("a.vcf")
    question = open_conflicts(owner).get()
    assert question.mine == {"title": "Cook"} and question.theirs == {"title": "Miller"}
    answer_conflict(owner, question.pk, answer)
    run(owner)
    ana.refresh_from_db()
    assert ana.title == held and f"TITLE:{held}" in server.get("a.vcf") and not open_conflicts(owner)


def test_while_the_owner_is_asked_the_question_follows_both_sides(owner, server, book):
    ana = linked(owner, server, "TITLE:Baker")
    save_contact(owner, {"title": "Cook"}, ana)
    server.put("a.vcf", server.get("a.vcf").replace("Baker", "Miller"))
    run(owner)
    server.put("a.vcf", server.get("a.vcf").replace("Miller", "Smith"))
    run(owner)
    assert open_conflicts(owner).get().theirs == {"title": "Smith"}
    server.put("a.vcf", server.get("a.vcf").replace("Smith", "Cook"))
    run(owner)
    assert not open_conflicts(owner)


def test_a_card_removed_there_lets_the_contact_go_and_brings_them_back_with_it(owner, server, book):
    ana = linked(owner, server, "NOTE:Tea")
    raw = server.get("a.vcf")
    server.remove("a.vcf")
    assert run(owner).counts == {"archive_here": 1}
    ana.refresh_from_db()
    assert ana.let_go_at and not ana.deleted_at and ana.notes.count() == 1
    server.asked.clear()
    run(owner)
    assert not server.writes
    server.put("b.vcf", raw)
    run(owner)
    assert names() == ["Ana Silva"] and Contact.objects.count() == 1


@pytest.mark.parametrize("how", [lambda o, c: delete_contact(o, c.pk), lambda o, c: let_go(o, [c.pk])])
def test_who_is_deleted_here_is_asked_about_before_anything_goes_there(owner, server, book, how):
    ana = linked(owner, server)
    how(owner, ana)
    assert run(owner).counts == {"ask_there": 1} and server.cards() == ["a.vcf"]
    assert run(owner).counts == {} and server.cards() == ["a.vcf"]
    CardLink.objects.update(gone="remove")
    assert run(owner).counts == {"delete_there": 1} and server.cards() == []
    assert not run(owner).counts


def test_who_was_deleted_here_and_changed_there_is_asked_about_instead_of_removed(owner, server, book):
    ana = linked(owner, server)
    delete_contact(owner, ana.pk)
    Collection.objects.update(when_deleted="remove")
    changed = card("Ana Silva", "u-a", "TITLE:Boss")
    server.spoil = lambda method, *_: server.put("a.vcf", changed) if method == "DELETE" else None
    run(owner)
    assert CardLink.objects.get().gone == "ask" and server.cards() == ["a.vcf"]


def test_a_new_card_is_matched_by_its_address_and_lists_grow_on_both_sides(owner, server, book):
    save_contact(
        owner, {"name": "Ana Silva", "emails": ["ana@example.org", "ana@home.example"], "title": "Cook"}
    )
    server.put("a.vcf", card("Ana M. Silva", "u-a", "EMAIL:ana@example.org", "TEL:+351912345678", "ORG:Oven"))
    run(owner)
    ana = Contact.objects.get()
    assert ana.name == "Ana Silva" and ana.organisation == "Oven" and ana.addresses.count() == 3
    raw = server.get("a.vcf")
    assert "FN:Ana M. Silva" in raw and "EMAIL:ana@home.example" in raw and "TITLE:Cook" in raw
    server.asked.clear()
    assert run(owner).counts == {} and not server.writes


def test_two_cards_about_one_contact_are_both_read_and_one_is_written(owner, server, book):
    server.put("a.vcf", card("Ana Silva", "u-a", "EMAIL:ana@example.org"))
    server.put("b.vcf", card("Ana Silva", "u-b", "EMAIL:ana@example.org", "TEL:+351912345678"))
    run(owner)
    ana = Contact.objects.get()
    assert CardLink.objects.count() == 2
    save_contact(owner, {"title": "Cook"}, ana)
    run(owner)
    assert sum("TITLE:Cook" in server.get(name) for name in ("a.vcf", "b.vcf")) == 1
    server.put("b.vcf", card("Ana Silva", "u-b", "EMAIL:ana@example.org", "BDAY:1980-02-08"))
    run(owner)
    ana.refresh_from_db()
    assert ana.birthday == "1980-02-08"


def test_only_pulled_nothing_is_written_there(owner, server, book):
    Collection.objects.update(direction="pull")
    ana = linked(owner, server, "TITLE:Baker")
    save_contact(owner, {"name": "Bo"})
    save_contact(owner, {"organisation": "Oven"}, ana)
    delete_contact(owner, Contact.objects.get(name="Bo").pk)
    server.put("a.vcf", card("Ana Silva", "u-a", "TITLE:Cook"))
    server.asked.clear()
    run(owner)
    ana.refresh_from_db()
    assert (ana.title, ana.organisation) == ("Cook", "Oven") and not server.writes


def test_only_pushed_nothing_comes_in_and_what_is_written_here_holds(owner, server, book):
    Collection.objects.update(direction="push")
    server.put("x.vcf", card("Stranger", "u-x"))
    ana = save_contact(owner, {"name": "Ana Silva", "title": "Baker"})
    run(owner)
    assert names() == ["Ana Silva"] and len(server.cards()) == 2
    url = f"{ana.uid}.vcf"
    server.put(url, server.get(url).replace("Baker", "Miller").replace("END:", "NICKNAME:A\r\nEND:"))
    run(owner)
    ana.refresh_from_db()
    assert ana.title == "Baker" and ana.nickname == ""
    save_contact(owner, {"title": "Cook"}, ana)
    run(owner)
    assert "TITLE:Cook" in server.get(url) and "NICKNAME:A" in server.get(url)


def test_notes_written_here_stay_here_unless_the_owner_sends_them(owner, server, book):
    ana = save_contact(owner, {"name": "Ana Silva"})
    from needless.contacts.actions import add_note

    add_note(owner, ana, "Snores")
    run(owner)
    assert "Snores" not in server.get(f"{ana.uid}.vcf")
    Collection.objects.update(with_notes=True)
    run(owner)
    assert "NOTE:Snores" in server.get(f"{ana.uid}.vcf")


def test_nobody_is_sent_whom_the_owner_did_not_choose(owner, server, book):
    Collection.objects.update(sends="tier")
    save_contact(owner, {"name": "Bo"})
    Contact.objects.filter(pk=save_contact(owner, {"name": "Cy"}).pk).update(tier="warm")
    run(owner)
    assert len(server.cards()) == 1 and "FN:Cy" in server.get(server.cards()[0])


def test_the_preview_says_what_a_run_does_and_does_nothing(owner, server, book):
    ana = linked(owner, server, "TITLE:Baker")
    save_contact(owner, {"title": "Cook"}, ana)
    save_contact(owner, {"name": "Bo Berg", "emails": ["bo@example.org"]})
    server.put("c.vcf", card("Cy Cole", "u-c", "EMAIL:cy@example.org"))
    before, cards = list(Contact.objects.values()), server.cards()
    told = preview(book.account, timezone.now())
    assert (
        list(Contact.objects.values()) == before and server.cards() == cards and SyncRun.objects.count() == 1
    )
    assert {(line.what, line.side, line.name) for line in told.lines} == {
        ("create", "here", "Cy Cole"), ("update", "there", "Ana Silva"), ("create", "there", "Bo Berg"),
    }  # fmt: skip
    title = next(line for line in told.lines if line.name == "Ana Silva")
    assert title.changes == (("title", "Baker", "Cook"),)
    assert run(owner).counts == told.counts


def test_a_contact_renamed_elsewhere_by_a_new_address_is_not_let_go(owner, server, book):
    linked(owner, server, "EMAIL:ana@example.org")
    raw = server.get("a.vcf")
    server.remove("a.vcf")
    server.put("moved.vcf", raw)
    assert run(owner).counts == {}
    assert names() == ["Ana Silva"] and CardLink.objects.get().href.endswith("moved.vcf")


def test_whoever_was_erased_here_for_good_does_not_come_back(owner, server, book):
    from needless.keeping.erasing import erase

    ana = linked(owner, server, "EMAIL:ana@example.org")
    erase(owner, [ana.pk])
    server.put("a.vcf", card("Ana Silva", "u-a", "EMAIL:ana@example.org", "TITLE:Baker"))
    server.put("b.vcf", card("Bo Berg", "u-b"))
    assert preview(book.account, timezone.now()).counts == {"create_here": 1}
    run(owner)
    assert names() == ["Bo Berg"] and not SyncRun.objects.filter(lines__icontains="Ana Silva").exists()


def test_two_who_are_made_one_here_leave_both_cards_and_are_taken_apart_again(owner, server, book):
    from needless.contacts.undo import undo
    from needless.helping.merging import merge_contacts

    server.put("a.vcf", card("Ana Silva", "u-a", "EMAIL:ana@example.org"))
    server.put("b.vcf", card("A. Silva", "u-b", "EMAIL:a.silva@example.org"))
    run(owner)
    ana, other = Contact.objects.get(name="Ana Silva"), Contact.objects.get(name="A. Silva")
    merged = merge_contacts(owner, ana.pk, other.pk, timezone.localdate())
    assert run(owner).counts == {"update_there": 1}
    mails = ("ana@example.org", "a.silva@example.org")
    both = [name for name in server.cards() if all(mail in server.get(name) for mail in mails)]
    assert len(both) == 1 and server.cards() == ["a.vcf", "b.vcf"]
    assert run(owner).counts == {}
    undo(owner, merged.pk)
    run(owner)
    assert [mail in server.get(name) for name in server.cards() for mail in mails] == [
        True,
        False,
        False,
        True,
    ]
    assert names() == ["A. Silva", "Ana Silva"] and run(owner).counts == {}
