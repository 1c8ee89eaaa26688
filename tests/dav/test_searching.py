"""A search for cards of a large book tells by their text which to parse, and finds what Radicale's own test finds (M17)."""

from uuid import uuid4
from xml.etree.ElementTree import fromstring
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from radicale.app.report import test_filter as fits_by_radicale

from needless.contacts.models import Contact
from needless.dav.prefilter import MAYBE, YES, guess_of, plain
from needless.dav.storage import Contacts, Item
from needless.tables import bulk

X = 'xmlns:D="DAV:" xmlns:A="urn:ietf:params:xml:ns:carddav"'
words = st.sampled_from(
    [
        "ana",
        "Ana",
        "SILVA",
        "ΟΔΟΣ",
        "οδος",
        "a",
        "+351 912",
        "a@b.example",
        "Silva, Ana",
        "x;y",
        "ß",
        "İ",
        "漢字",
    ]
)
texts = st.one_of(words, st.text("aAnσΣς ,;\\@.-_ß\n", max_size=6), st.tuples(words, words).map(" ".join))
NAMES = ("FN", "N", "EMAIL", "TEL", "NOTE", "ORG", "X-A", "CATEGORIES")


def escaped(text):
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def folded(line, at):
    return line if len(line) <= at else f"{line[:at]}\r\n {line[at:]}"


@st.composite
def cards(draw):
    lines = ["FN:" + escaped(draw(texts)), "N:" + ";".join(escaped(draw(texts)) for _ in range(5))]
    for name in draw(st.lists(st.sampled_from(NAMES[2:]), max_size=4)):
        group, kind = draw(st.sampled_from(["", "item1."])), draw(st.sampled_from(["", ";TYPE=home"]))
        lines.append(f"{group}{name}{kind}:{escaped(draw(texts))}")
    if draw(st.booleans()):
        lines.append("NOTE;ENCODING=QUOTED-PRINTABLE:=41na =53ilva")
    lines = [folded(line, draw(st.integers(4, 30))) for line in lines]
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", "UID:u", *lines, "END:VCARD", ""])


@st.composite
def filters(draw):
    def match():
        kind = draw(st.sampled_from(["contains", "equals", "starts-with", "ends-with"]))
        no = draw(st.sampled_from(["", ' negate-condition="yes"']))
        exact = draw(st.sampled_from(["", ' collation="i;octet"']))
        return f'<A:text-match match-type="{kind}"{no}{exact}>{escape(draw(texts))}</A:text-match>'

    def one():
        test = draw(st.sampled_from(["", ' test="allof"', ' test="anyof"']))
        typed = '<A:param-filter name="TYPE"><A:text-match>home</A:text-match></A:param-filter>'
        inner = draw(
            st.sampled_from(["", "<A:is-not-defined/>", match(), match() + match(), typed, typed + match()])
        )
        return f"<A:prop-filter name={quoteattr(draw(st.sampled_from(NAMES)))}{test}>{inner}</A:prop-filter>"

    test = draw(st.sampled_from(["", ' test="allof"', ' test="anyof"']))
    return f"<A:filter {X}{test}>{''.join(one() for _ in range(draw(st.integers(0, 3))))}</A:filter>"


@settings(max_examples=400, deadline=None, database=None)
@given(card=cards(), asked=filters())
def test_what_is_told_from_the_text_is_what_radicale_would_find(card, asked):
    root = fromstring(asked)
    guess = guess_of([root])(plain(card))
    item = Item(collection=Contacts("a/contacts"), href="u.vcf", text=card, etag="e", uid="u", name="VCARD")
    if guess != MAYBE:
        assert fits_by_radicale("VADDRESSBOOK", item, root) is (guess == YES), (guess, card, asked)


def query(*properties, test="anyof"):
    return (
        f'<A:addressbook-query {X}><D:prop><D:getetag/><A:address-data/></D:prop><A:filter test="{test}">'
        f"{''.join(properties)}</A:filter></A:addressbook-query>"
    )


def having(name, text):
    return f'<A:prop-filter name="{name}"><A:text-match>{escape(text)}</A:text-match></A:prop-filter>'


@pytest.mark.django_db
def test_a_search_reads_few_cards_of_a_large_book(phone, monkeypatch):
    rows = [(f"Given{n} Family{n}", uuid4()) for n in range(1500)]
    made = Contact.objects.create(owner=phone.owner, name="Zoë Ångström").made_at
    bulk.insert(Contact, ["name", "uid"], rows, owner_id=phone.owner.pk, made_at=made, changed_at=made)
    phone.listed()
    parsed = set()
    before = Item.vobject_item.fget
    monkeypatch.setattr(Item, "vobject_item", property(lambda item: parsed.add(item.href) or before(item)))

    def count(*properties, **test):
        return len(phone.found(phone.ask("REPORT", phone.book, query(*properties, **test))))

    assert count(having("FN", "given77 family")) == 1
    assert count(having("FN", "zoë"), having("EMAIL", "zoë")) == 1
    assert count(having("FN", "zoë"), having("EMAIL", "zoë"), test="allof") == 0
    assert len(parsed) <= 12, "the eleven of given77, given770 and on, and Zoë"
    assert count('<A:prop-filter name="FN"/>') == 1501
    assert len(parsed) <= 12, "that there is a name is seen in the text"
