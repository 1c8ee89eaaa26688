"""The quick log's grammar: a table of sentences, and what each of them says (M9, M16).

Each row: the line => names | channel (">" from me, "<" to me) | when | promises, needs, offers, note,
questions. It is Tuesday, 24 November 2026, half past ten. A "?" behind a name: it counts if somebody of that name is known.
"""

from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from needless.method.line import read

NOW = datetime(2026, 11, 24, 10, 30)
TABLE = """
lunch with Ana Silva and Tom yesterday, Ana looks for a data engineer, I owe Tom the book list => Ana Silva, Tom | meeting | 11-23 | I owe Tom: the book list | Ana needs: a data engineer
called Ana => Ana | call |
Called Ana Silva yesterday => Ana Silva | call | 11-23
call with Tom for 20 minutes => Tom | call | 20m
Tom called => Tom | call |
Tom rang me this morning => Tom | call | 11-24 09:00
rang Mum on Sunday => Mum | call | 11-22
spoke to Lena Braun about the merger => Lena Braun | call | | note: about the merger
spoke with Lena last Friday at 3pm => Lena | call | 11-20 15:00
phone call with Peter, 15 min => Peter | call | 15m
Phoned Dr. Meyer => Dr. Meyer | call |
missed call from Ana => Ana | call< |
left Ana a voicemail => Ana | call> |
left a voicemail for Ana => Ana | call> |
tried to call Tom, no answer => Tom | call> | | note: no answer
Talked to Ana on the phone for half an hour => Ana | call | 30m
on the phone with Tom an hour ago => Tom | call | 11-24 09:30
Zoom with Ana => Ana | video |
zoom w/ Ana & Tom => Ana, Tom | video |
Teams call with Priya Raman on Monday => Priya Raman | video | 11-23
video call with José María García => José María García | video |
met Ana on Zoom => Ana | video |
facetimed Grandpa Joe => Grandpa Joe | video |
Skype with Björn for an hour and a half => Björn | video | 90m
coffee with Zoë => Zoë | meeting |
Coffee w/ Zoë on 12 March => Zoë | meeting | 03-12
coffee with Ana at 3pm => Ana | meeting | 15:00
Grabbed a coffee with Tom at Luigi's => Tom | meeting | | note: at Luigi's
had lunch with Ana => Ana | meeting |
Lunch: Ana, Tom => Ana, Tom | meeting |
Lunch Ana Silva => Ana Silva? | meeting |
lunch with Ana, Tom and Bob => Ana, Tom, Bob | meeting |
lunch with Ana, Tom & Bob at the new place => Ana, Tom, Bob | meeting | | note: at the new place
lunch with ana silva and tom => ana silva, tom | meeting |
lunch with ana, tom and bob yesterday => ana, tom, bob | meeting | 11-23
dinner with Ana and her husband => Ana | meeting | | note: her husband
Dinner with Tom Hansen last night => Tom Hansen | meeting | 11-23 21:00
breakfast with Chen Wei on Tuesday => Chen Wei | meeting | 11-17
drinks with the team and Ana => Ana | meeting | | note: with the team and
beers with Tom on Friday evening => Tom | meeting | 11-20 19:00
Went for a walk with Ana => Ana | meeting |
went hiking with Ana and Tom over the weekend => Ana, Tom | meeting | 11-21
met Ana => Ana | meeting |
Met Ana Silva for coffee in Berlin => Ana Silva | meeting | | note: in Berlin
met with Jean-Luc Picard => Jean-Luc Picard | meeting |
met up with Ludwig van der Berg last week => Ludwig van der Berg | meeting | 11-17
meeting with Charles de Gaulle, 2 hours => Charles de Gaulle | meeting | 120m
ran into Tom at the airport => Tom | meeting | | note: at the airport
Ran into Tom (Maersk) at the airport two weeks ago => Tom (Maersk) | meeting | 11-10 | note: at the airport
bumped into Ana O'Brien yesterday afternoon => Ana O'Brien | meeting | 11-23 15:00
visited Aunt May on Saturday => Aunt May | meeting | 11-21
saw Ana at the Lisbon meetup => Ana | meeting | | note: at the Lisbon meetup
caught up with Ana => Ana | meeting |
caught up with Ana over lunch => Ana | meeting |
sat next to Ana Silva at the conference dinner => Ana Silva | meeting | | note: at the conference dinner
Ana came by => Ana | meeting |
Ana and I had dinner => Ana? | meeting |
Yesterday I had lunch with Ana => Ana | meeting | 11-23
Yesterday: lunch with Ana => Ana | meeting | 11-23
This morning coffee with Tom => Tom | meeting | 11-24 09:00
Last Friday met Ana and Tom => Ana, Tom | meeting | 11-20
On Monday I called Ana => Ana | call | 11-23
3 days ago lunch with Ana => Ana | meeting | 11-21
2026-03-12 lunch with Ana => Ana | meeting | 03-12
12.3. lunch with Ana => Ana | meeting | 03-12
12 March 2025 lunch with Ana => Ana | meeting | 2025-03-12
On March 12 I met Ana => Ana | meeting | 03-12
lunch with Ana on 3/25 => Ana | meeting | 03-25
lunch with Ana on 1 November 2026 => Ana | meeting | 11-01
lunch with Ana on the 12th => Ana | meeting | 11-12
lunch with Ana in March => Ana | meeting | 03-15
lunch with Ana the day before yesterday => Ana | meeting | 11-22
lunch with Ana a couple of weeks ago => Ana | meeting | 11-10
lunch with Ana last month => Ana | meeting | 10-24
lunch with Ana this week => Ana | meeting | 11-24
call with Ana yesterday at 15:30 => Ana | call | 11-23 15:30
call with Ana at 9am for 45 minutes => Ana | call | 09:00 45m
call with Ana, 1h30 => Ana | call | 90m
call with Ana, 1.5 hours => Ana | call | 90m
20-minute call with Ana => Ana | call | 20m
20 min call with Ana yesterday => Ana | call | 11-23 20m
quick call with Ana => Ana | call |
emailed Ana => Ana | mail> |
Emailed Ana and Tom about the offsite => Ana, Tom | mail> | | note: about the offsite
emailed ana the slides => ana | mail> | | note: the slides
Ana emailed me => Ana | mail< |
Ana emailed me the deck yesterday => Ana | mail< | 11-23 | note: the deck
mail to Ana => Ana | mail> |
mail from Tom => Tom | mail< |
got an email from Lena Braun on Monday => Lena Braun | mail< | 11-23
wrote to Ana => Ana | mail> |
wrote Ana a long mail => Ana | mail> | | note: a long
Ana wrote => Ana | mail< |
Ana wrote me about the job => Ana | mail< | | note: about the job
Tom replied => Tom | mail< |
replied to Tom => Tom | mail> |
heard from Ana => Ana | message< |
Heard back from Tom yesterday => Tom | message< | 11-23
texted Ana => Ana | message> |
Texted Ana happy birthday => Ana | message> | | note: happy birthday
Ana texted me back => Ana | message< |
whatsapp with Lena => Lena | message |
WhatsApp from Lena => Lena | message< |
messaged Tom on LinkedIn => Tom | message> |
LinkedIn message to Tom Hansen => Tom Hansen | message> |
dm from @ana => ana | message< |
Tom sent me a message on LinkedIn => Tom | message< | | note: sent me a
sent Ana a message => Ana | message> |
pinged Tom on Slack => Tom | message> |
chatted with Ana on Slack => Ana | message |
exchanged emails with Tom => Tom | mail |
sent Ana a postcard => Ana | letter> |
Sent a postcard to Grandpa Joe => Grandpa Joe | letter> |
postcard from Lena => Lena | letter< |
got a birthday card from Tom => Tom | letter< |
wrote Ana a card => Ana | letter> | | note: a card
Wrote a letter to Ana => Ana | letter> |
handwritten note to Prof. Okafor => Prof. Okafor | letter> |
sent Tom a thank-you note => Tom | letter> |
letter from Ana => Ana | letter< |
Ana needs a designer => | | | Ana needs: a designer
Ana is looking for a job => | | | Ana needs: a job
Ana's looking for a flat in Berlin => | | | Ana needs: a flat in Berlin
ana needs a job => | | | ana needs: a job
Tom wants to meet a lawyer => | | | Tom needs: to meet a lawyer
Ana and Tom need a venue => | | | Ana needs: a venue | Tom needs: a venue
Tom is hiring two engineers => | | | Tom needs: two engineers
Tom asked for a recommendation => | | | Tom needs: a recommendation
met Ana, she needs a lawyer => Ana | meeting | | Ana needs: a lawyer
met Ana who needs a lawyer => Ana | meeting | | Ana needs: a lawyer
met Ana, who is looking for a new CTO => Ana | meeting | | Ana needs: a new CTO
lunch with Tom. He's looking for a new job. => Tom | meeting | | Tom needs: a new job
lunch with Tom; looks for a data engineer => Tom | meeting | | Tom needs: a data engineer
called Ana and she wants an intro to Maersk => Ana | call | | Ana needs: an intro to Maersk
called Ana (she needs a translator) yesterday => Ana | call | 11-23 | Ana needs: a translator
lunch with Ana and Tom, he needs a job => Ana, Tom | meeting | | he needs: a job | ?who
lunch with Ana and Tom, they need a venue => Ana, Tom | meeting | | Ana needs: a venue | Tom needs: a venue
lunch with Ana, needs a designer, a copywriter and a logo => Ana | meeting | | Ana needs: a designer, a copywriter and a logo
Ana could use some help with pricing => | | | Ana needs: some help with pricing
I need a new job => | | | note: I need a new job
met Ana, I need to think => Ana | meeting | | note: I need to think
Ana offered to review my deck => | | | Ana offers: review my deck
Ana can help with pricing => | | | Ana offers: help with pricing
Tom offers a desk in his office => | | | Tom offers: a desk in his office
Tom knows a good tax lawyer => | | | Tom offers: knows a good tax lawyer
lunch with Tom, he can introduce me to his boss => Tom | meeting | | Tom offers: introduce me to his boss
call with Ana, offered me tickets to the opera => Ana | call | | Ana offers: tickets to the opera
Ana has a spare room in Lisbon => | | | Ana offers: a spare room in Lisbon
Ana would be happy to speak at our event => | | | Ana offers: speak at our event
I owe Tom a beer => | | | I owe Tom: a beer
I owe Tom the book list by Friday => | | | I owe Tom: the book list by 11-27
i owe tom lunch => | | | I owe tom: lunch
I owe Ana and Tom the slides => | | | I owe Ana: the slides | I owe Tom: the slides
I owe her the slides => | | | I owe her: the slides | ?who
met Ana, I owe her the slides => Ana | meeting | | I owe Ana: the slides
called Ana, I promised to send her two names by Friday => Ana | call | | I owe Ana: send her two names by 11-27
called Ana, promised her the report by end of month => Ana | call | | I owe Ana: the report by 11-30
I promised Tom to call him next week => | | | I owe Tom: call him by 12-01
I promised Tom that I'd read his draft => | | | I owe Tom: read his draft
I'll send Ana the deck tomorrow => | | | I owe Ana: send Ana the deck by 11-25
I will introduce Tom to Ana => | | | I owe Tom: introduce Tom to Ana
call with Tom, I'll send him the article => Tom | call | | I owe Tom: send him the article
call with Ana, will send the deck by Monday => Ana | call | | I owe Ana: send the deck by 11-30
lunch with Ana, need to send her the photos => Ana | meeting | | I owe Ana: send her the photos
lunch with Ana, remind me to send her the photos next week => Ana | meeting | | I owe Ana: send her the photos by 12-01
todo: send Ana the deck => | | | I owe Ana: send Ana the deck
to do: call Tom back on Thursday => | | | I owe Tom: call Tom back by 11-26
follow up with Ana in two weeks => | | | I owe Ana: follow up with Ana by 12-08
call with Ana, follow up on Friday => Ana | call | | I owe Ana: follow up by 11-27
Tom owes me a coffee => | | | Tom owes: a coffee
Tom owes me fifty euros by Monday => | | | Tom owes: fifty euros by 11-30
Tom will send me the contract by the end of the month => | | | Tom owes: send me the contract by 11-30
Ana promised to introduce me to her boss => | | | Ana owes: introduce me to her boss
Ana promised me an intro => | | | Ana owes: an intro
Ana'll call me tomorrow => | | | Ana owes: call me by 11-25
call with Ana, she'll send me the contract next week => Ana | call | | Ana owes: send me the contract by 12-01
call with Ana, she said she would ask her boss => Ana | call | | Ana owes: ask her boss
Ana to send me the figures => | | | Ana owes: send me the figures
Ana will move to Berlin => Ana? | | | note: will move to Berlin
I'll be in Berlin next week => | | 12-01 | note: I'll be in Berlin
Lunch with Ana tomorrow => Ana | meeting | 11-25 | ?future
dinner with Tom next Friday => Tom | meeting | 12-04 | ?future
lunch with Ana, great food => Ana | meeting | | note: great food
lunch with ana, great food => ana | meeting | | note: great food
lunch with Ana, talked about her new job at Siemens => Ana | meeting | | note: talked about her new job at Siemens
lunch with Ana - she loves jazz => Ana | meeting | | note: she loves jazz
lunch with Ana. Her son Max starts school. => Ana | meeting | | note: Her son Max starts school.
zoom with Ana, Project Phoenix is delayed => Ana, Project Phoenix? | video | | note: is delayed
Great talk with Ana about pricing => Ana | call | | note: Great; about pricing
Long lunch with Ana => Ana | meeting |
Had a call with the new guy from sales => | call | | note: with the new guy from sales
lunch with my old boss Tom Hansen => Tom Hansen | meeting | | note: with my old boss
coffee with Ana from Acme => Ana from Acme | meeting |
coffee with Tom (Maersk) and Ana (Acme) => Tom (Maersk), Ana (Acme) | meeting |
Lunch with J. R. Hansen => J. R. Hansen | meeting |
lunch with Mrs. Smith => Mrs. Smith | meeting |
Lunch with Ana Silva-Gomes and Müller => Ana Silva-Gomes, Müller | meeting |
lunch with Maria del Carmen => Maria del Carmen | meeting |
Lunch with Ana/Tom => Ana, Tom | meeting |
lunch with Ana + Tom => Ana, Tom | meeting |
Lunch w Ana => Ana | meeting |
coffee and chess with Ana => Ana | meeting |
coffee and figures with Ana => figures?, Ana | meeting |
sushi with Ana => Ana | meeting |
paperwork with Ana => Ana | | | note: paperwork with | ?channel
Ana likes jazz => Ana? | | | note: likes jazz
Ana => Ana? | |
random words here => | | | note: random words here
??? => | |
party at Tom's with Ana => Ana | meeting | | note: at Tom's with
dinner at Ana's => | meeting | | note: at Ana's
Introduced Ana to Tom => Ana, Tom | | | note: Introduced
call Ana => Ana | call |
Call Ana tomorrow => Ana | call | 11-25 | ?future
Thanked Ana for the intro => Ana | | | note: Thanked; for the intro
congratulated Tom on the new job => Tom | | | note: congratulated; on the new job
played tennis with Tom => Tom | meeting |
Tom visited us on Saturday => Tom | meeting | 11-21
Kaffee mit Ana => Kaffee? | | | note: mit Ana
Ana is after a new flat, I'll ask Tom by Wednesday => | | | I owe Tom: ask Tom by 11-25 | Ana needs: a new flat
met Sun Li on Sunday => Sun Li | meeting | 11-22
lunch with April May on 3 May => April May | meeting | 05-03
lunch with Will, will send him the link => Will | meeting | | I owe Will: send him the link
Lunch with Ana and Bob and Eve, Bob needs a car => Ana, Bob, Eve | meeting | | Bob needs: a car
breakfast with Ana at 8, 45 min, she is hiring => Ana | meeting | 08:00 45m | note: she is hiring
call w/ Tom re: contract, he'll send me the draft by Friday => Tom | call | | Tom owes: send me the draft by 11-27 | note: re: contract
lunch with ana yesterday, she looks for a job and i'll ask tom => ana | meeting | 11-23 | I owe tom: ask tom | ana needs: a job
LUNCH WITH ANA YESTERDAY => ANA | meeting | 11-23
lunch with Ana yesterday and called Tom on Monday => Ana | meeting | 11-23 | note: called Tom on Monday | ?second
"""
ROWS = [row.split(" => ") for row in TABLE.strip().splitlines()]


def day(on):
    return "" if on is None else f"{on:%m-%d}" if on.year == 2026 else on.isoformat()


def said(text):
    line = read(text, NOW)
    names = ", ".join(name.text + ("" if name.is_sure else "?") for name in line.names)
    clock = f"{line.clock:%H:%M}" if line.clock else ""
    minutes = f"{line.minutes}m" if line.minutes else ""
    when = " ".join(part for part in (day(line.on), clock, minutes) if part)
    parts = [names, line.channel + {"in": "<", "out": ">", "both": ""}[line.direction], when]
    for p in line.promises:
        due = f" by {day(p.by)}" if p.by else ""
        parts.append(f"{p.who} owes: {p.what}{due}" if p.who else f"I owe {p.whom}: {p.what}{due}")
    parts += [f"{wish.name} needs: {wish.what}" for wish in line.needs]
    parts += [f"{wish.name} offers: {wish.what}" for wish in line.offers]
    parts += [f"note: {line.rest}"] if line.rest else []
    parts += [f"?{question.kind}" for question in line.questions]
    return " ".join(" | ".join(parts).split())


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_a_line_says(text, expected):
    assert said(text) == expected


def test_the_table_is_long():
    assert len({text for text, _expected in ROWS}) >= 200


WORDS = st.sampled_from(
    [
        "Ana",
        "tom",
        "Silva",
        "van",
        "and",
        "&",
        ",",
        ";",
        ".",
        "(",
        ")",
        "with",
        "w/",
        "lunch",
        "called",
        "wrote",
        "me",
        "I",
        "owe",
        "she",
        "who",
        "needs",
        "by",
        "Friday",
        "yesterday",
        "at",
        "3pm",
        "for",
        "45",
        "minutes",
        "12.3.",
        "31/2",
        "the",
        "a",
        "looking",
        "offers",
        "knows",
        "promised",
        "to",
        "send",
        "will",
        "remind",
        "99999999",
        "ago",
        "in",
        "weeks",
        "Dr.",
        "J.",
        "É",
    ]
)


def words_of(text):
    return [word for word in "".join(c if c.isalnum() else " " for c in text).split() if word]


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=25).map(" ".join)))
@example("\x01 with \x01")
@example("İ with İlker ǅ ß")
@example("call 00000:00 at 99 for 999 minutes in 999 years by 31 February 0000-00-00")
def test_any_line_is_read_and_no_word_of_it_is_lost(text):
    line = read(text, NOW)
    assert words_of(" ".join(part.text for part in line.parts)) == words_of(line.text)
    notes = words_of(" ".join(part.text for part in line.parts if part.kind == "note"))
    assert len(words_of(line.rest)) <= len(notes)


@given(st.text(max_size=80), st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9990, 1, 1)))
def test_any_day_can_be_today(text, now):
    assert read(f"lunch with Ana last Friday {text}", now).text


def test_a_text_too_long_for_a_line_is_a_note():
    text = "lunch with Ana " * 200
    assert read(text, NOW).rest == text.strip()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("by Friday", date(2026, 11, 27)), ("by next Friday", date(2026, 12, 4)), ("tomorrow", date(2026, 11, 25)),
        ("next week", date(2026, 12, 1)), ("in 3 days", date(2026, 11, 27)), ("by 12 March", date(2027, 3, 12)),
        ("before the end of the month", date(2026, 11, 30)), ("by the 1st", date(2026, 12, 1)), ("today", date(2026, 11, 24)),
        ("within a week", date(2026, 12, 1)), ("next month", date(2026, 12, 24)), ("by 1.12.", date(2026, 12, 1)),
        ("EOW", date(2026, 11, 27)), ("this week", date(2026, 11, 27)), ("by Tuesday", date(2026, 12, 1)),
        ("by January", date(2027, 1, 31)), ("by 2027-02-28", date(2027, 2, 28)), ("by 30 February", None), ("soon", None),
    ],
)  # fmt: skip
def test_a_promise_is_due(words, expected):
    (promise,) = read(f"I'll send Ana the deck {words}", NOW).promises
    assert (promise.whom, promise.by) == ("Ana", expected)
