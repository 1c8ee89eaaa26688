"""A card is changed line by line: what Needless does not know stays to the byte (M17)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from needless.syncing.cards import edited, new_card
from needless.syncing.merging import Change, changes_between, patched
from needless.syncing.words import ONCE, card_of, none_said, words_of_card

APPLE = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iOS 18//EN\r\nN:Silva;Ana;;;\r\nFN:Ana Silva\r\n"
    "ORG:Harbour;Cranes\r\nitem1.EMAIL;type=INTERNET;type=pref:ana@example.org\r\nitem1.X-ABLabel:Boat\r\n"
    "TEL;type=CELL;type=VOICE:+351 912 345 678\r\nX-PHONETIC-LAST-NAME:Sil\r\n va\r\nIMPP;X-SERVICE-TYPE=Signal:x\r\n"
    "CATEGORIES:crew,family\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\nNOTE:Likes\\, tea\r\nUID:u-1\r\nREV:2026\r\nEND:VCARD\r\n"
)


def words(raw):
    return words_of_card(card_of(raw), "PT")


def test_a_changed_title_adds_one_line_and_moves_none():
    after = edited(APPLE, [Change("title", "", "", "Chief; of all")], "PT")
    assert after == APPLE.replace("END:VCARD", "TITLE:Chief\\; of all\r\nEND:VCARD")


def test_an_address_that_goes_takes_its_label_along_and_nothing_else():
    after = edited(APPLE, [Change("emails", "ana@example.org", ["ana@example.org", "Boat"], None)], "PT")
    gone = "item1.EMAIL;type=INTERNET;type=pref:ana@example.org\r\nitem1.X-ABLabel:Boat\r\n"
    assert after == APPLE.replace(gone, "")


def test_a_name_part_keeps_the_others_and_an_organisation_its_units():
    after = edited(
        APPLE,
        [Change("family_name", "", "Silva", "Costa"), Change("organisation", "", "Harbour", "Port")],
        "PT",
    )
    assert "N:Costa;Ana;;;\r\n" in after and "ORG:Port;Cranes\r\n" in after


def test_tags_come_and_go_one_by_one():
    after = edited(
        APPLE,
        [Change("tags", "crew", ["crew", ""], None), Change("tags", "chess", None, ["chess", ""])],
        "PT",
    )
    assert "CATEGORIES:family,chess\r\n" in after
    none = edited(after, [Change("tags", t, [t, ""], None) for t in ("family", "chess")], "PT")
    assert "CATEGORIES" not in none


def test_an_own_label_is_written_as_apple_does_and_read_back():
    after = edited(APPLE, [Change("phones", "+4930123456", None, ["+49 30 123456", "Summer house"])], "PT")
    assert "item2.TEL:+49 30 123456\r\nitem2.X-ABLabel:Summer house\r\n" in after
    assert words(after)["phones"]["+4930123456"] == ["+49 30 123456", "Summer house"]


def test_a_birthday_without_its_year_reaches_an_iphone():
    raw = new_card("u", none_said() | {"name": "Bo", "birthday": "--02-08"}, None)
    assert "BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-08" in raw and words(raw)["birthday"] == "--02-08"


def test_a_new_card_says_all_that_is_known_and_what_came_along():
    said = words(APPLE)
    extra = [
        "X-PHONETIC-LAST-NAME:Silva",
        "item9.X-ABLabel:lost",
        "item8.IMPP:xmpp:a",
        "item8.X-ABLabel:Chat",
    ]
    raw = new_card("u", said, "PT", extra)
    assert words(raw) == said
    assert (
        "X-PHONETIC-LAST-NAME:Silva\r\n" in raw and "item8.X-ABLabel:Chat\r\n" in raw and "item9" not in raw
    )


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(" ;,\\:"), max_size=40
).map(lambda t: " ".join(t.split()))
mails = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.org", fullmatch=True)
labels = st.sampled_from(["", "home", "work fax", "Boat", "Büro 2"])
cards = st.fixed_dictionaries(
    {
        **{name: texts for name in ONCE if name not in ("birthday", "name")},
        "name": texts.filter(bool),
        "birthday": st.sampled_from(["", "1980-02-08", "--12-31"]),
        "emails": st.dictionaries(mails, labels, max_size=3).map(lambda d: {k: [k, v] for k, v in d.items()}),
        "tags": st.sets(texts.filter(bool), max_size=3).map(lambda s: {t: [t, ""] for t in s}),
        "notes": st.sets(texts.filter(bool), max_size=2).map(lambda s: {t: [t, ""] for t in s}),
    }
)


@settings(max_examples=30, deadline=None)
@given(cards, cards)
def test_after_its_changes_a_card_says_what_it_should_and_keeps_the_rest(before, after):
    raw = new_card("u", none_said() | before, None, ['X-KEPT;P="a;b":one, two\\nthree', "item7.X-OTHER:x"])
    start = words(raw)
    wanted = changes_between(start, none_said() | after | {"nickname": start["nickname"]})
    end = edited(raw, wanted, None)
    assert words(end) == words(new_card("u", patched(start, wanted), None))
    assert (
        'X-KEPT;P="a;b":one, two\\nthree\r\n' in end and "item7.X-OTHER:x\r\n" in end and "UID:u\r\n" in end
    )
