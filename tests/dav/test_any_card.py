"""Whatever a program may write is given back as it came, and stays so beside an edit made here."""

import re
from uuid import uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from needless.contacts.actions import save_contact
from needless.imports.sources.vcard_syntax import escape, fold
from needless.phonebook.lines import UNPRINTABLE
from needless.phonebook.models import BookCard

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(str.strip)
VALUE = TEXT.map(escape)
NAME = st.from_regex(r"X-[A-Z]{1,8}(-[A-Z0-9]{1,8})?", fullmatch=True)
PARAM = st.from_regex(r"(;[A-Z]{1,6}=([a-z]{1,6}|\"[a-z:;,]{1,6}\")){0,2}", fullmatch=True)
KNOWN = st.sampled_from(
    ["TEL", "EMAIL", "URL", "NOTE", "TITLE", "ROLE", "NICKNAME", "BDAY", "CATEGORIES", "ADR", "ORG", "GEO", "TZ",
     "LANG", "RELATED", "X-ABDATE", "IMPP", "KEY", "X-SOCIALPROFILE", "X-SPOUSE", "PHOTO", "ANNIVERSARY"]
)  # fmt: skip
GROUP = st.sampled_from(["", "item1.", "item2."])
LINE = st.tuples(GROUP, KNOWN | NAME, PARAM, VALUE).map(lambda it: f"{it[0]}{it[1]}{it[2]}:{it[3]}")
QUICK = settings(
    max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


def card(uid, name, lines):
    whole = ["BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"FN:{name}", *lines, "END:VCARD"]
    return "".join(map(fold, whole))


def unfolded(text):
    return re.sub("\r\n[ \t]", "", text).split("\r\n")


@QUICK
@given(name=VALUE, lines=st.lists(LINE, max_size=8))
def test_any_card_comes_back_as_it_was_put_and_stays_beside_an_edit_here(phone, owner, name, lines):
    uid = uuid4()
    text, href = card(uid, name, lines), f"{uid}.vcf"
    answer = phone.put(href, text)
    assert answer.status_code == 201, answer.content
    assert phone.get(href) == UNPRINTABLE.sub("", text)
    contact = BookCard.objects.get(href=href).contact
    save_contact(owner, {"how_we_met": "at sea"}, contact)
    assert phone.get(href) == UNPRINTABLE.sub("", text)
    save_contact(owner, {"title": "Captain of the Zzyzx"}, contact)
    now = unfolded(phone.get(href))
    assert "TITLE:Captain of the Zzyzx" in now
    for line in unfolded(text):
        if not re.match(r"(\w+\.)?TITLE\b", line):
            assert line in now, line


@QUICK
@given(
    body=st.binary(max_size=300)
    | st.lists(LINE, max_size=5).map(lambda ls: "\n".join(["BEGIN:VCARD", *ls]).encode())
)
def test_whatever_is_sent_is_answered_and_never_breaks(phone, body):
    assert phone.ask("PUT", phone.book + "any.vcf", body).status_code in (201, 204, 400, 409)
    assert phone.ask("REPORT", phone.book, body).status_code in (207, 400, 403)
