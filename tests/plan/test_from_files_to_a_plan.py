"""From the files that people already have to a plan that is right and says why (M1, M17)."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from needless.cli.root import needless

ME = "Ana Vale <ana@vale.example>"
BEGIN = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n"


def mail(number, days, author, reader):
    at = timezone.now() - timedelta(days=days, minutes=number)
    return (
        f"From x@y {at:%a %b %d %H:%M:%S %Y}\nFrom: {author}\nTo: {reader}\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\nMessage-ID: <{number}@mail.example>\n\nHello\n\n"
    )


def mailbox():
    """Olga: 20 weeks of mail both ways, silent for 200 days. Tom: as much, up to yesterday. A newsletter."""
    people = [("Olga Berg <olga@berg.example>", 200), ("Tom Reed <tom@reed.example>", 1)]
    mails, number = [], 0
    for name, silent in people:
        for week in range(20):
            for pair in ((ME, name), (name, ME)):
                number += 1
                mails.append(mail(number, silent + 7 * week, *pair))
    mails += [mail(900 + n, n, "News <news@shop.example>", ME) for n in range(1, 60)]
    return "".join(mails)


def calendar():
    """Met Ines for the first time three weeks ago, in a café."""
    at = timezone.now() - timedelta(days=21)
    return (
        f"{BEGIN}BEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY:Coffee with Ines\r\nLOCATION:Café Central\r\n"
        f"DTSTART:{at:%Y%m%dT%H%M%SZ}\r\nDTEND:{at + timedelta(hours=1):%Y%m%dT%H%M%SZ}\r\n"
        "ORGANIZER:mailto:ana@vale.example\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=Ana:mailto:ana@vale.example\r\n"
        "ATTENDEE;PARTSTAT=ACCEPTED;CN=Ines Okafor:mailto:ines@okafor.example\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def connections():
    """Whom one wrote to a year ago through LinkedIn, and some who are mere connections."""
    rows = ["First Name,Last Name,URL,Email Address,Company,Position,Connected On"]
    people = [("Bo", "Li"), ("Cem", "Aydin"), ("Dora", "Nagy")]
    for first, last in people:
        slug = f"https://www.linkedin.com/in/{first}-{last}".lower()
        rows.append(f"{first},{last},{slug},,Hafen,Planner,08 Feb 2021")
    return "\n".join(rows) + "\n"


def messages():
    at = timezone.now() - timedelta(days=300)
    head = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER"
    bo, ana = (
        ("Bo Li", "https://www.linkedin.com/in/bo-li"),
        ("Ana Vale", "https://www.linkedin.com/in/ana-vale"),
    )
    rows = [
        f"c1,,{a[0]},{a[1]},{b[0]},{b[1]},{at + timedelta(days=n):%Y-%m-%d %H:%M:%S} UTC,,Hello,INBOX"
        for n in range(0, 60, 10)
        for a, b in ((bo, ana), (ana, bo))
    ]
    return "\n".join([head, *rows]) + "\n"


BOOK = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ines Okafor\r\nEMAIL:ines@okafor.example\r\nTEL:+351912345678\r\nEND:VCARD\r\n"
PROFILE = "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers\nAna,Vale,,,,Planner,,,,,,,\n"
OWN = "Email Address,Confirmed,Primary,Updated On\nana@vale.example,Yes,Yes,\n"


@pytest.fixture
def plan(owner, tmp_path):
    """One command takes all files in; the next gives the plan."""
    files = {
        "mail.mbox": mailbox(), "meetings.ics": calendar(), "Connections.csv": connections(),
        "messages.csv": messages(), "book.vcf": BOOK, "Profile.csv": PROFILE, "Email Addresses.csv": OWN,
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).write_text(text, newline="")
    for words in (["import", str(tmp_path), "--yes"], ["today"]):
        done = CliRunner().invoke(needless, ["--owner", owner.username, *words, "--json"])
        assert done.exit_code == 0, done.output
    return {item["contact"]["name"]: item for item in json.loads(done.stdout)["items"]}


def test_the_plan_names_who_fell_silent_and_who_was_just_met(plan):
    assert 3 <= len(plan) <= 7
    assert {"Olga Berg", "Ines Okafor", "Bo Li"} <= set(plan)


def test_whom_one_talked_with_yesterday_newsletters_and_oneself_are_not_in_it(plan):
    assert not {"Tom Reed", "News", "Ana Vale", "Ana"} & set(plan)


def test_each_reason_is_a_sentence_of_what_the_files_say(plan):
    assert all(item["reason"].endswith(".") and item["minutes"] > 0 for item in plan.values())
    assert "months" in plan["Olga Berg"]["reason"]
    assert "first talked three weeks ago" in plan["Ines Okafor"]["reason"]
    assert "Coffee with Ines" in plan["Ines Okafor"]["about"][0]
    assert sum(item["minutes"] for item in plan.values()) <= 15


def test_the_way_is_one_that_is_open(plan):
    assert plan["Olga Berg"]["channel"] == "mail" and plan["Bo Li"]["channel"] == "message"
