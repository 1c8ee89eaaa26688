"""Forty sentences as people write them, made up after the grammar and not tuned for: the floor is what it got (M9, M16)."""

from datetime import UTC, datetime

import pytest

from needless.contacts.actions import save_contact
from needless.helping.actions import understand

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)  # a Tuesday
PEOPLE = (
    "Ana Silva", "Tom Hansen", "Priya Raman", "Bo Chen", "Greta Holm", "Ines Okafor", "Marcus Webb", "Yuki Tanaka",
)  # fmt: skip
WHOLE = 36  # of the forty were right in every part when they were first read, and 275 of their 280 parts
PARTS_WRONG = 5

# who | way | day | minutes | promises (me: / them:), with a day where one was said | needs | offers
TABLE = """
Had lunch with Priya today, she is looking for a freelance illustrator | Priya | meeting | 11-24 | | | a freelance illustrator |
Rang Marcus Webb last night about the lease | Marcus | call | 11-23 | | | |
45 min zoom with Yuki and Bo on Friday | Yuki, Bo | video | 11-20 | 45 | | |
Coffee w/ Greta this morning. I promised to send her the grant form | Greta | meeting | 11-24 | | me: send her the grant form | |
Ran into Ines at the farmers market on Saturday | Ines | meeting | 11-21 | | | |
Emailed Tom the contract yesterday | Tom | mail | 11-23 | | | |
Got a text from Ana, she needs a plumber | Ana | message | 11-24 | | | a plumber |
Dinner with Bo Chen and Greta Holm two days ago | Bo, Greta | meeting | 11-22 | | | |
Marcus offered to review my slides | Marcus | | | | | | to review my slides
I owe Priya a reply about the flat by Thursday | Priya | | | | me: a reply about the flat @11-26 | |
Yuki owes me a photo of the whiteboard | Yuki | | | | them: a photo of the whiteboard | |
Met Ines for an hour yesterday, she offers free legal advice | Ines | meeting | 11-23 | 60 | | | free legal advice
Phone call with Greta, 20 minutes, talked about Bergen | Greta | call | 11-24 | 20 | | |
Wrote a letter to Ana last week | Ana | letter | 11-17 | | | |
Breakfast with Tom on 20 November | Tom | meeting | 11-20 | | | |
Skype with Ana on Monday for half an hour | Ana | video | 11-23 | 30 | | |
Bumped into Priya Raman on the train | Priya | meeting | 11-24 | | | |
Walk with Greta and her dog on Sunday | Greta | meeting | 11-22 | | | |
Bo is looking for a flat in Porto | Bo | | | | | a flat in Porto |
Tom needs someone who knows Rust | Tom | | | | | someone who knows Rust |
Spoke to Ines on the phone; she will send me the minutes by Friday | Ines | call | 11-24 | | them: send me the minutes @11-27 | |
WhatsApp from Yuki yesterday evening | Yuki | message | 11-23 | | | |
Beer with Marcus and Tom last Thursday | Marcus, Tom | meeting | 11-19 | | | |
Video call with Priya, I'll introduce her to Bo | Priya | video | 11-24 | | me: introduce her to Bo | |
Called Greta back | Greta | call | 11-24 | | | |
Lunch with Ana Silva (Acme) on the 18th | Ana | meeting | 11-18 | | | |
Sent Marcus a message on LinkedIn | Marcus | message | 11-24 | | | |
Quick chat with Yuki at the office today | Yuki | meeting | 11-24 | | | |
Ines could use help with her tax return | Ines | | | | | help with her tax return |
Bo can help with contracts in Chinese | Bo | | | | | | help with contracts in Chinese
Tea with Priya yesterday at 4pm, 90 minutes | Priya | meeting | 11-23 | 90 | | |
Greta wants to meet a data protection lawyer | Greta | | | | | to meet a data protection lawyer |
Met up with Tom, Ana and Yuki last night for drinks | Tom, Ana, Yuki | meeting | 11-23 | | | |
Mail from Bo this morning: he has a spare ticket for the opera | Bo | mail | 11-24 | | | |
Todo: send Ines the recipe by tomorrow | Ines | | | | me: send Ines the recipe @11-25 | |
Marcus asked for a recommendation for a good dentist, saw him at the gym | Marcus | meeting | 11-24 | | | a recommendation for a good dentist |
Caught up with Ana over coffee, she promised me the keynote video | Ana | meeting | 11-24 | | them: the keynote video | |
Facetime with Greta 3 days ago | Greta | video | 11-21 | | | |
Conference call with Tom Hansen and Priya Raman this morning, 1h | Tom, Priya | call | 11-24 | 60 | | |
Visited Yuki on Saturday and stayed for dinner, I owe her a bottle of sake | Yuki | meeting | 11-21 | | me: a bottle of sake | |
"""
ROWS = [[part.strip() for part in (line + " |" * 7).split("|")][:8] for line in TABLE.strip().splitlines()]


def day(moment):
    return f"{moment:%m-%d}" if moment else ""


def parts(said):
    """What was understood, written as in the table."""
    promises = [
        f"{'me' if p.mine else 'them'}: {p.text}" + (f" @{day(p.due_on)}" if p.due_on else "")
        for p in said.promises
    ]
    return [
        ", ".join(c.first_name for c in said.contacts), said.channel, day(said.at), str(said.minutes or ""),
        "; ".join(promises), "; ".join(w.text for w in said.needs), "; ".join(w.text for w in said.offers),
    ]  # fmt: skip


@pytest.fixture
def read(owner):
    for name in PEOPLE:
        save_contact(owner, {"name": name, "organisation": "Acme" if name == "Ana Silva" else ""})
    return [parts(understand(owner, row[0], NOW)) for row in ROWS]


def alike(wanted, got):
    return sorted(wanted.lower().split(", ")) == sorted(got.lower().split(", "))


def test_most_of_forty_sentences_are_understood_whole(read):
    assert len(ROWS) == 40
    wrong = [
        (row[0], want, got)
        for row, found in zip(ROWS, read, strict=True)
        for want, got in zip(row[1:], found, strict=True)
        if not alike(want, got)
    ]
    sentences = {sentence for sentence, _want, _got in wrong}
    assert len(wrong) <= PARTS_WRONG and len(ROWS) - len(sentences) >= WHOLE, wrong
