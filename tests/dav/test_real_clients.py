"""vdirsyncer, khard and khal against a running `needless serve`: in step both ways, and nothing lost where both changed."""

import os
import subprocess
import sys

import pytest
from tests.journeys.conftest import Instance

pytestmark = pytest.mark.real
CARDS = """BEGIN:VCARD
VERSION:3.0
UID:ines-1
FN:Ines Okafor
N:Okafor;Ines;;;
EMAIL;TYPE=WORK:ines@work.example
X-PHONETIC-LAST-NAME:oh-KAH-for
BDAY:1980-02-08
END:VCARD
BEGIN:VCARD
VERSION:3.0
UID:bo-1
FN:Bo Lindqvist
TEL;TYPE=CELL:+46 70 123 45 67
END:VCARD
"""


class Desk:
    """A computer with vdirsyncer, khard and khal, set up as their manuals say: the server's address and no more."""

    def __init__(self, folder, instance):
        self.folder, self.cards, self.dates = folder, folder / "cards", folder / "dates"
        login = instance.json("phone", "make", "My desk")
        account = f'url = "{instance.url}/dav/"\nusername = "{login["username"]}"\npassword = "{login["password"]}"\n'
        (folder / "vdirsyncer").write_text(
            f'[general]\nstatus_path = "{folder}/status/"\n'
            '[pair people]\na = "needless_cards"\nb = "cards"\ncollections = ["from a"]\n'
            '[pair days]\na = "needless_dates"\nb = "dates"\ncollections = ["from a"]\n'
            f'[storage needless_cards]\ntype = "carddav"\n{account}'
            f'[storage needless_dates]\ntype = "caldav"\nread_only = true\n{account}'
            f'[storage cards]\ntype = "filesystem"\npath = "{self.cards}"\nfileext = ".vcf"\n'
            f'[storage dates]\ntype = "filesystem"\npath = "{self.dates}"\nfileext = ".ics"\n'
        )
        (folder / "khard").write_text(f"[addressbooks]\n[[mine]]\npath = {self.cards}/contacts\n[general]\n")
        (folder / "khal").write_text(
            f"[calendars]\n[[mine]]\npath = {self.dates}/dates\n[locale]\nlocal_timezone = UTC\n"
            f"default_timezone = UTC\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n[sqlite]\npath = {folder}/khal.db\n"
        )

    def run(self, program, *words, answer="", codes=(0,)):
        command = [sys.executable, "-m", program, "-c", str(self.folder / program), *words]
        environment = {
            "HOME": str(self.folder),
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "EDITOR": "true",
        }
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env=environment, timeout=120, input=answer
        )
        assert done.returncode in codes, done.stdout + done.stderr
        return done.stdout + done.stderr

    def sync(self, codes=(0,)):
        return self.run("vdirsyncer", "sync", codes=codes)

    def card(self, words):
        (found,) = [path for path in (self.cards / "contacts").iterdir() if words in path.read_text()]
        return found


@pytest.fixture
def instance(tmp_path):
    made = Instance(tmp_path / "home")
    (tmp_path / "two.vcf").write_text(CARDS)
    made.run("import", tmp_path / "two.vcf", "--yes")
    made.serve()
    yield made
    made.stop()


@pytest.fixture
def desk(tmp_path, instance):
    made = Desk(tmp_path, instance)
    made.run("vdirsyncer", "discover", answer="y\n" * 8)
    made.sync()
    return made


def edit(path, old, new):
    path.write_text(path.read_text().replace(old, new))


def test_real_programs_read_write_and_keep_what_both_changed(instance, desk):
    assert "Ines Okafor" in desk.run("khard", "list") and "+46 70" in desk.run("khard", "phone", "Bo")
    assert "Ines Okafor" in desk.run("khal", "list", "2027-02-08", "1d")

    edit(desk.card("Ines"), "ines@work.example", "ines@job.example")
    (desk.cards / "contacts" / "new.vcf").write_text(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:cy-1\r\nFN:Cy Novak\r\nX-ODD;A=b:c\r\nEND:VCARD\r\n"
    )
    desk.card("Bo Lindqvist").unlink()
    desk.sync()
    assert instance.contact("Ines Okafor")["emails"] == ["ines@job.example"]
    assert {each["name"] for each in instance.json("contacts")} == {"Ines Okafor", "Cy Novak"}
    assert "X-PHONETIC-LAST-NAME:oh-KAH-for" in desk.card("Ines").read_text()

    instance.run("add", "Dana Weiss")
    desk.sync()
    assert "Dana Weiss" in desk.run("khard", "list")
    before = sorted(path.stat().st_mtime_ns for path in (desk.cards / "contacts").iterdir())
    desk.sync()
    assert sorted(path.stat().st_mtime_ns for path in (desk.cards / "contacts").iterdir()) == before

    edit(desk.card("Cy Novak"), "FN:Cy Novak", "FN:Cy Novak\r\nTITLE:Cook")
    (desk.folder / "cy.vcf").write_text(
        "BEGIN:VCARD\nVERSION:3.0\nUID:cy-1\nFN:Cy Novak\nTITLE:Baker\nEND:VCARD\n"
    )
    instance.run("import", desk.folder / "cy.vcf", "--yes")
    said = desk.sync(codes=(0, 1))
    assert "conflict" in said.lower()
    assert (
        instance.contact("Cy Novak")["title"] == "Baker" and "TITLE:Cook" in desk.card("Cy Novak").read_text()
    )
