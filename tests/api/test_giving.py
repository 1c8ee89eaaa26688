"""Something in hand over the API: a story's readers, and who should know each other (M13, M16)."""

from django.utils import timezone

from needless.contacts.actions import save_contact
from needless.helping.models import Wish
from needless.interactions.actions import log_interaction
from needless.news.models import Offer

STORY = {
    "title": "Container ships queue as customs checks slow",
    "text": "Shipping lines warn of delays at the ports.",
}


def test_a_story_finds_its_readers_and_a_look_at_it_writes_nothing(program, owner):
    lars = save_contact(owner, {"name": "Lars", "title": "Customs specialist"})
    status, told = program.ask("POST", "/stories", STORY)
    assert status == 201
    (found,) = told["for"]
    assert found["contact"] == {"id": lars.pk, "name": "Lars"}
    assert "thought of you" in found["message"]
    before = list(Offer.objects.values())
    assert program.ask("GET", f"/stories/{told['id']}") == (200, told)
    assert list(Offer.objects.values()) == before


def test_a_private_link_is_refused_in_words_and_a_reader_shares_nothing(
    program, reader, others_program, owner
):
    status, told = program.ask("POST", "/stories", {"url": "http://127.0.0.1/x"})
    assert status == 422
    assert "private network" in str(told)
    assert reader.ask("POST", "/stories", STORY)[0] == 403
    mine = program.ask("POST", "/stories", STORY)[1]
    assert others_program.ask("GET", f"/stories/{mine['id']}")[0] == 404


def test_introductions_have_the_commands_keys(program, owner):
    ana, bo = (save_contact(owner, {"name": name}) for name in ("Ana", "Bo"))
    for contact, kind, text in ((ana, "need", "a boat carpenter"), (bo, "offer", "carpentry for boats")):
        log_interaction(owner, [contact], timezone.now(), "call")
        Wish.objects.create(owner=owner, contact=contact, kind=kind, text=text, on=timezone.localdate())
    (pair,) = program.ask("GET", "/introductions")[1]
    assert set(pair) == {"a", "b", "score", "reason_for_a", "reason_for_b"}
