"""X's archive: direct messages are talk, mentions are clicks, accounts are strangers until they are named (M8, M17)."""

from __future__ import annotations

import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.imports.conftest import ON
from tests.imports.pieces import SAMPLES, piece_of, read_all, refusals

from needless.contacts.models import Contact
from needless.imports.drafts import Asked, Me
from needless.imports.sources import source_of
from needless.imports.sources.x_archive import SOURCES
from needless.imports.undoing import undo_import
from needless.interactions.models import Interaction

DATA = SAMPLES / "x" / "data"
FILES = {path.name: path.read_bytes() for path in sorted(DATA.glob("*.js"))}
BY_KIND = {source.kind: source for source in SOURCES}


def archive(tmp_path, files):
    path = tmp_path / "twitter.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(f"data/{name}", content)
        packed.writestr("Your archive.html", "<html>")
    return path.read_bytes()


def test_each_file_is_known_by_its_first_line():
    kinds = {name: source_of(piece_of(content)).kind for name, content in FILES.items()}
    assert kinds == {
        "account.js": "x-account", "direct-messages.js": "x-messages", "follower.js": "x-accounts",
        "following.js": "x-accounts", "like.js": "x-other", "tweets.js": "x-tweets",
    }  # fmt: skip


def test_an_archive_comes_in_once_and_goes_again(owner, bring, tmp_path):
    report = bring(x__zip=archive(tmp_path, FILES))
    assert report["refusals"] == []
    people = {one.name: one for one in Contact.objects.of(owner)}
    assert set(people) == {"Ana Silva", "X @202"}  # a mention has named one of them
    assert people["X @202"].state == "unknown"
    ana = people["Ana Silva"]
    assert (ana.talks_in, ana.talks_out, ana.interactions) == (1, 1, 3)
    assert sorted(ana.addresses.values_list("value", flat=True)) == [
        "https://x.com/anasilva",
        "https://x.com/i/user/201",
    ]
    posts = Interaction.objects.of(owner).filter(channel="click")
    assert sorted(posts.values_list("kind", "participations__contact__name")) == [
        ("comment", "Ana Silva"),
        ("post", None),
    ]
    assert not Interaction.objects.of(owner).exclude(summary="").exists()
    again = bring(x__zip=archive(tmp_path, FILES))
    assert [again[key] for key in ("contacts_created", "contacts_updated", "interactions_created")] == [
        0,
        0,
        0,
    ]
    undo_import(owner, report["import_id"], ON)
    assert not Contact.objects.of(owner).exists()
    assert not Interaction.objects.of(owner).exists()


def test_direct_messages_need_to_know_the_owner():
    (refusal, _other) = refusals(read_all(BY_KIND["x-messages"], FILES["direct-messages.js"]))
    assert "account.js" in refusal.problem
    me = Me()
    BY_KIND["x-messages"].identify([piece_of(FILES["direct-messages.js"])], me)
    assert me.slugs == {"x:100"}


@pytest.mark.parametrize("name", [name for name in FILES if name != "like.js"])
def test_broken_files_are_refused_by_their_place(name):
    source, content = source_of(piece_of(FILES[name])), FILES[name]
    for broken in (content[:-20], content.replace(b"[", b"[\xff\xfe,", 1), content.replace(b"{", b"\0", 1)):
        (refusal,) = refusals(read_all(source, broken))
        assert "line" in refusal.problem
    assert not refusals(read_all(source, b"\xef\xbb\xbf" + content, Asked(me=Me(slugs={"x:100"}))))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["dmConversation", "messages", "messageCreate", "senderId", "id", "createdAt", "conversationId", "tweet",
                 "entities", "user_mentions", "accountId", "created_at", "id_str"]
            ),
            inner | st.sampled_from(["100-201", "2026-06-13T10:17:00.000Z", "Wed Jun 10 20:19:24 +0000 2026"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@given(JUNK, st.binary(max_size=100))
def test_any_content_is_survived(junk, octets):
    for name in ("account", "following", "direct_messages", "tweets", "like"):
        opening = f"window.YTD.{name}.part0 = ".encode()
        for rest in (json.dumps(junk).encode(), octets):
            source = source_of(piece_of(opening + rest))
            asked = Asked(me=Me(slugs={"x:100"}))
            source.identify([piece_of(opening + rest)], Me())
            assert read_all(source, opening + rest, asked) == read_all(source, opening + rest, asked)
