"""A LinkedIn archive of any year comes in by its columns, and nothing breaks the import (M8, M9, M17)."""

import csv
import io
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needless.imports.drafts import Asked, ContactDraft, InteractionDraft, Me, Piece, Refusal, Skip
from needless.imports.sources import source_of
from needless.imports.sources.linkedin import SOURCES
from needless.imports.sources.linkedin_tables import profile_slug
from needless.imports.sources.linkedin_talk import split_names

SAMPLES = Path(__file__).parents[1] / "samples" / "linkedin"
ARCHIVE = Path(__file__).parents[3] / "shared/data/samples/linkedin/linkedin-export-viewer/sample_export.zip"
BY_KIND = {source.kind: source for source in SOURCES}
ROBIN = Me(slugs={"robin-vale"}, names={"robin vale"})
HEADER_WORDS = {"First Name", "From", "Company Name", "Email Address", "CONVERSATION ID", "Endorsement Date"}
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


def piece_of(content: bytes | str, path: str = "x.csv") -> Piece:
    plain = content.encode() if isinstance(content, str) else content
    return Piece(path, len(plain), lambda: io.BytesIO(plain), plain[: 1 << 16])


def sample(name: str) -> Piece:
    return piece_of((SAMPLES / name).read_bytes(), name)


def read(kind: str, content: bytes | str, path: str = "x.csv", me: Me = ROBIN) -> list:
    piece = piece_of(content, path)
    assert [source.kind for source in SOURCES if source.sniff(piece)] == [kind]
    return list(BY_KIND[kind].read(piece, Asked(me=me)))


def read_sample(kind: str, name: str) -> list:
    return read(kind, (SAMPLES / name).read_bytes(), name)


def test_connections_of_2026_with_hidden_members_twins_and_a_bad_date():
    zoe, sam, other_sam, refusal, ola, hidden = read_sample("linkedin-connections", "connections_2026.csv")
    assert (zoe.key, zoe.name, zoe.suffix, zoe.row) == ("linkedin:zoë-brandt", "Zoë Brandt", "PhD", 5)
    assert (zoe.emails, zoe.organisation, str(zoe.connected_on)) == (
        [("zoe@example.org", "")],
        "Harbour, Inc.",
        "2026-02-08",
    )
    assert sam.key == "linkedin-name:sam lee|2019-11-14" and other_sam.key == sam.key + "#2"
    assert (refusal.row, refusal.field, ola.connected_on) == (8, "Connected On", None)
    assert hidden == Skip("hidden member")


@pytest.mark.parametrize("preamble", ["", 'Notes:\n"some words"\n\n'])
def test_connections_before_2023_have_no_links(preamble):
    header = "First Name,Last Name,Email Address,Company,Position,Connected On\n"
    (ines,) = read("linkedin-connections", preamble + header + "Ines,Okafor,,Co,Dir,08 Feb 2020\n")
    assert (ines.key, ines.links) == ("linkedin-name:ines okafor|2020-02-08", [])


def test_messages_are_one_interaction_each_and_never_keep_what_was_said():
    drafts = read_sample("linkedin-messages", "messages_2026.csv")
    talks = [draft for draft in drafts if isinstance(draft, InteractionDraft)]
    assert [(talk.direction, talk.group_size) for talk in talks] == [("in", 1), ("out", 1), ("out", 2)]
    assert [person.name for person in talks[2].people] == ["Ola Nord", "Sam Lee, MBA"]
    assert talks[0].summary == "Lunch" and "Secret" not in repr(drafts)
    assert [skip.reason for skip in drafts[3:]] == ["draft", "spam", "sponsored"]


def test_messages_before_2023_find_the_link_of_the_one_who_answered():
    talks = read_sample("linkedin-messages", "messages_2022.csv")
    assert [(talk.direction, profile_slug(talk.people[0].link)) for talk in talks] == [
        ("out", "zoe-brandt"),
        ("in", "zoe-brandt"),
        ("in", "ola-nord"),
    ]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("linkedin-messages", "messages_2026.csv"),
        ("linkedin-messages", "messages_2022.csv"),
        ("linkedin-invitations", "invitations.csv"),
    ],
)
def test_the_owner_is_found_in_a_single_file(kind, name):
    me = Me()
    BY_KIND[kind].identify([sample(name)], me)
    assert me == ROBIN


def test_a_single_conversation_does_not_tell_who_the_owner_is():
    lines = (SAMPLES / "messages_2022.csv").read_text().splitlines(keepends=True)
    me = Me()
    piece = piece_of("".join(lines[:3]))
    BY_KIND["linkedin-messages"].identify([piece], me)
    (refusal,) = BY_KIND["linkedin-messages"].read(piece, Asked(me=me))
    assert me == Me() and refusal.row == 0 and "Profile.csv" in refusal.problem


def test_invitations_name_the_other_side_and_how_we_met():
    ola, sam = read_sample("linkedin-invitations", "invitations.csv")
    assert (ola.channel, ola.kind, ola.direction, ola.how_we_met) == (
        "click",
        "invitation",
        "out",
        "We met at the fair",
    )
    assert (sam.direction, sam.people[0].name, sam.at.isoformat()) == (
        "in",
        "Sam Lee",
        "2026-01-30T14:37:00+00:00",
    )


def test_an_invitation_has_the_same_key_with_and_without_links():
    old = 'From,To,Sent At,Message,Direction\nRobin Vale,Ola Nord,"1/29/26, 2:37 PM",,OUTGOING\n'
    (invitation,) = read("linkedin-invitations", old)
    assert invitation.key == read_sample("linkedin-invitations", "invitations.csv")[0].key


def test_recommendations_know_their_side_by_name_and_keep_a_pending_status():
    head = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
    text = head + 'T,R,C,E,Good,"01/19/24, 12:10 AM",PENDING\n'
    (received,) = read("linkedin-recommendations", text, "Recommendations_Received.csv")
    (given_one,) = read("linkedin-recommendations", text, "Recommendations Given.csv")
    assert (received.given, given_one.given, received.status) == (False, True, "PENDING")
    assert str(received.on) == "2024-01-19"
    assert isinstance(read("linkedin-recommendations", text)[0], Refusal)


def test_endorsements_are_linked_though_their_url_has_no_scheme():
    names = "Endorser First Name,Endorser Last Name,Endorser Public Url"
    head = f"Endorsement Date,Skill Name,{names},Endorsement Status\n"
    (draft,) = read(
        "linkedin-endorsements-received",
        head + "2025/06/10 23:13:46 UTC,Law,Ola,Nord,www.linkedin.com/in/ola-nord,ACCEPTED\n",
    )
    assert (draft.skill, draft.person.link, draft.given) == (
        "Law",
        "https://www.linkedin.com/in/ola-nord",
        False,
    )


def test_notes_are_added_to_those_who_are_known_only():
    head = "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On\n"
    (note,) = read("linkedin-notes", head + "O,N,https://www.linkedin.com/in/ola-nord,Fair,2026-03-01,\n")
    assert note.only_if_known and note.key == "linkedin:ola-nord" and note.notes[0][0] == "Fair"


def test_only_confirmed_addresses_are_the_owners():
    me = Me()
    text = "Email Address,Confirmed,Primary,Updated On\nA@example.org,Yes,Yes,\nb@example.org,No,No,\n"
    BY_KIND["linkedin-addresses"].identify([piece_of(text)], me)
    assert me.emails == {"a@example.org"}


@pytest.mark.parametrize(
    ("text", "names"),
    [("Ann Lee, Jo Pike, PhD", ["Ann Lee", "Jo Pike, PhD"]), ("Ann Lee", ["Ann Lee"]), ("", [])],
)
def test_a_degree_is_no_second_person(text, names):
    assert split_names(text) == names


@pytest.mark.parametrize(
    "header",
    [
        "First Name,Middle Name,Last Name,Notes,E-mail 1 - Value",
        "Name,Phone",
        "Vorname,Nachname,Kennengelernt am",
    ],
)
def test_tables_of_others_are_not_claimed(header):
    assert not any(source.sniff(piece_of(header + "\na,b,c,d,e\n")) for source in SOURCES)


def test_an_unknown_header_is_refused_as_a_whole_with_the_columns_expected():
    piece = piece_of("Etunimi,Sukunimi,Yhdistetty\nA,B,08 Feb 2026\n")
    (refusal,) = BY_KIND["linkedin-connections"].read(piece, Asked())
    assert refusal.row == 0 and "First Name" in refusal.problem


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Vernetzt am", "Jürgen,Groß|8. Mai 2024", "Jürgen Groß"),
        ("Prénom,Nom de famille,URL,Adresse e-mail,Entreprise,Poste,Connecté le", "Élodie,Lefèvre|08 mai 2024", "Élodie Lefèvre"),
        ("Nombre,Apellidos,URL,Dirección de correo electrónico,Empresa,Cargo,Conectado el", "José,Núñez|08 may. 2024", "José Núñez"),
        ("Nome,Sobrenome,URL,Endereço de e-mail,Empresa,Cargo,Conectado em", "João,Gama|08 mai 2024", "João Gama"),
        ("名,姓,URL,メールアドレス,会社,役職,つながった日", "太郎,山田|2024年5月8日", "山田太郎"),
    ],
)  # fmt: skip
def test_connections_in_other_languages_are_linkedins_too(header, row, name):
    who, on = row.split("|")
    note = 'Hinweise:\n"Beim Exportieren ..."\n\n'
    text = f"{note}{header}\n{who},https://www.linkedin.com/in/x,x@y.example,Firm,Chief,{on}\n"
    assert source_of(piece_of(text)).kind == "linkedin-connections"
    (draft,) = read("linkedin-connections", text)
    assert (draft.name, draft.key, draft.organisation, draft.title) == (name, "linkedin:x", "Firm", "Chief")
    assert draft.connected_on == date(2024, 5, 8)
    assert draft.emails == [("x@y.example", "")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_resaved_table_reads_the_same(encoding):
    text = HEADER + "Zoë,Brandt,https://www.linkedin.com/in/zoe,,Bäckerei,Chef,08 Feb 2026\n"
    (draft,) = read("linkedin-connections", text.encode(encoding))
    assert (draft.name, draft.organisation) == ("Zoë Brandt", "Bäckerei")


def test_a_row_cut_in_its_link_makes_no_partial_contact():
    whole, cut = read(
        "linkedin-connections", HEADER + "A,B,,,,,08 Feb 2026\nC,D,https://www.linkedin.com/in/c"
    )
    assert isinstance(whole, ContactDraft) and isinstance(cut, Refusal) and cut.row == 3


def test_ten_megabytes_in_one_cell_leave_the_other_rows():
    text = HEADER + 'A,B,,,"' + "x" * 10_000_000 + '",,08 Feb 2026\nC,D,,,,,"9 Feb 2026"\n'
    refusal, draft = read("linkedin-connections", text)
    assert refusal.row == 2 and draft.name == "C D"


def test_nul_bytes_and_dates_in_five_styles_are_read():
    days = ["08 Feb 2026", "2/8/26", "2026-02-08", "8. Februar 2026", "Feb 8, 2026"]
    rows = "".join(f'A\0{n},B,,,,,"{day}"\n' for n, day in enumerate(days))
    drafts = read("linkedin-connections", HEADER + rows)
    assert [draft.name for draft in drafts] == [f"A{n} B" for n in range(5)]
    assert {str(draft.connected_on) for draft in drafts} == {"2026-02-08"}


@settings(max_examples=60)
@given(st.sampled_from(SOURCES), st.binary(max_size=300))
def test_no_bytes_below_a_header_raise_and_reading_twice_is_the_same(source, content):
    header = ",".join(getattr(source, "wanted", [["Name"]])[0]).encode()
    piece = piece_of(header + b"\n" + content, "Given.csv")
    source.identify([piece], Me())
    assert list(source.read(piece, Asked(me=ROBIN))) == list(source.read(piece, Asked(me=ROBIN)))


@given(st.binary(max_size=300))
def test_no_bytes_at_all_raise(content):
    piece = piece_of(content)
    for source in SOURCES:
        source.sniff(piece)
        assert list(source.read(piece, Asked())) is not None


def rows_below_the_header(piece: Piece) -> int:
    lines = csv.reader(io.TextIOWrapper(piece.open(), encoding="utf-8", newline=""))
    return sum(1 for line in lines if len(line) > 1 and "Date" not in line and line[0] not in HEADER_WORDS)


@pytest.mark.skipif(not ARCHIVE.exists(), reason="the shared archive is not on this machine")
def test_a_whole_archive_reads_every_row_and_knows_every_file():
    with zipfile.ZipFile(ARCHIVE) as archive:
        pieces = [piece_of(archive.read(name), name) for name in archive.namelist() if not name.endswith("/")]
    me = Me()
    for piece in pieces:
        (source,) = [source for source in SOURCES if source.sniff(piece)]
        source.identify([piece], me)
        piece.path = f"{source.kind}|{piece.path}"
    assert me.slugs == {"fake-ada-byron-lovelace"}
    for piece in pieces:
        kind = piece.path.split("|")[0]
        if kind != "linkedin-other" and not piece.name.startswith(("guide", "learning")):
            found = Counter(type(read).__name__ for read in BY_KIND[kind].read(piece, Asked(me=me)))
            assert found["Refusal"] == 0
            assert found.total() == rows_below_the_header(piece), piece.path
