"""The invitation in a real calendar program: khal takes it in and shows it at the right hour, in another zone too (M12)."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from needless.contacts.actions import save_contact
from needless.meetings import proposing

pytestmark = [pytest.mark.real, pytest.mark.django_db]
NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)
LISBON = ZoneInfo("Europe/Lisbon")


class Khal:
    """khal with an empty calendar, in a time zone."""

    def __init__(self, folder, zone):
        self.folder, self.store = folder, folder / "store"
        self.store.mkdir()
        (folder / "khal.conf").write_text(
            f"[calendars]\n[[mine]]\npath = {self.store}\n"
            f"[locale]\nlocal_timezone = {zone}\ndefault_timezone = {zone}\n"
            "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
            "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
            f"[sqlite]\npath = {folder}/khal.db\n"
        )

    def run(self, *words):
        command = [sys.executable, "-m", "khal", "-c", str(self.folder / "khal.conf"), *words]
        environment = {"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env=environment, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def khal(tmp_path):
    return lambda zone: Khal(tmp_path, zone)


@pytest.fixture
def meeting(owner):
    owner.time_zone, owner.first_name, owner.email = "Europe/Lisbon", "Ana", "ana@example.org"
    owner.save()
    contact = save_contact(owner, {"name": "Bo Çelik", "emails": ["bo@example.org"]})

    def write(folder, at):
        row, _undo = proposing.propose(owner, contact, "lunch", [at], "Café Sul; by the sea, left", NOW)
        (folder / "meeting.ics").write_bytes(proposing.invitation(owner, row, at, NOW))
        return row, str(folder / "meeting.ics")

    return write


@pytest.mark.parametrize(
    ("day", "zone", "begins", "ends"),
    [
        (datetime(2026, 10, 23, 12, 30, tzinfo=LISBON), "Europe/Lisbon", "2026-10-23 12:30", "13:30"),
        (datetime(2026, 10, 26, 12, 30, tzinfo=LISBON), "Europe/Lisbon", "2026-10-26 12:30", "13:30"),
        # Lisbon's clocks went back on the 25th, New York's go back on 1 November.
        (datetime(2026, 10, 26, 12, 30, tzinfo=LISBON), "America/New_York", "2026-10-26 08:30", "09:30"),
        (datetime(2026, 11, 2, 12, 30, tzinfo=LISBON), "America/New_York", "2026-11-02 07:30", "08:30"),
        (datetime(2027, 3, 29, 12, 30, tzinfo=LISBON), "Pacific/Auckland", "2027-03-30 00:30", "01:30"),
    ],
)  # fmt: skip
def test_a_real_client_takes_the_invitation_at_the_right_hour(
    khal, meeting, tmp_path, day, zone, begins, ends
):
    client = khal(zone)
    _row, file = meeting(tmp_path, day)
    client.run("import", "--batch", "-a", "mine", file)
    shown = client.run(
        "list", "--day-format", "", "--format", "{start-date-long} {start-time}|{end-time}|{title}|{location}",
        begins.split(" ")[0], "2d",
    )  # fmt: skip
    assert [line for line in shown.splitlines() if line] == [
        f"{begins}|{ends}|Ana and Bo Çelik|Café Sul; by the sea, left"
    ]


def test_an_invitation_sent_again_after_they_agreed_replaces_the_first(khal, meeting, tmp_path, owner):
    client = khal("Europe/Lisbon")
    first = datetime(2026, 10, 23, 12, 30, tzinfo=LISBON)
    row, file = meeting(tmp_path, first)
    client.run("import", "--batch", "-a", "mine", file)
    other = first + timedelta(days=4)
    proposing.agree(owner, row.pk, other, NOW)
    row.refresh_from_db()
    (tmp_path / "meeting.ics").write_bytes(proposing.invitation(owner, row, other, NOW + timedelta(hours=1)))
    client.run("import", "--batch", "-a", "mine", file)
    shown = client.run(
        "list", "--day-format", "", "--format", "{start-date-long} {title}", "2026-10-20", "10d"
    )
    assert [line for line in shown.splitlines() if line] == ["2026-10-27 Ana and Bo Çelik"]
