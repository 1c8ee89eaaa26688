"""The newer doors: an import cut off anywhere goes on and ends the same, a second changes nothing, broken files cost only themselves."""

import shutil

import pytest
from tests.imports.conftest import ON
from tests.imports.pieces import SAMPLES

from needless.contacts.models import Address, Contact, Note, SourceKey
from needless.imports import actions, running
from needless.imports.models import Import
from needless.imports.queries import report_of
from needless.interactions.models import Interaction, Participation

ME = "me@example.org"
DOORS = {
    "whatsapp": "chats/WhatsApp Chat with Ana Silva.txt",
    "signal": "chats/signal",
    "android calls": "phone.xml",
    "android messages": "messages.xml",
    "x": "x",
    "nametag": "nametag.json",
    "meerkat": "meerkat.csv",
}
TABLES = (Contact, Address, SourceKey, Note, Interaction, Participation)


def counts(owner):
    return {model.__name__: model.objects.of(owner).count() for model in TABLES}


def files_of(path):
    return [each for each in sorted(path.rglob("*")) if each.is_file()] if path.is_dir() else [path]


@pytest.mark.parametrize("door", DOORS)
def test_cut_off_after_any_row_it_goes_on_and_ends_as_if_it_had_not_been(
    owner, other_owner, monkeypatch, door
):
    monkeypatch.setattr(running, "BATCH", 1)
    paths = [str(SAMPLES / DOORS[door])]
    actions.run_import(actions.start_import(other_owner, paths, [ME]), ON)
    work, cuts = actions.start_import(owner, paths, [ME]), [0]

    def cut(import_):
        if import_.rows_done > cuts[-1]:
            cuts.append(import_.rows_done)
            raise KeyboardInterrupt

    for _life in range(400):
        try:
            done = actions.run_import(Import.objects.get(pk=work.pk), ON, cut)
            break
        except KeyboardInterrupt:
            continue
    assert done.stage == "done" and len(cuts) > 1
    assert counts(owner) == counts(other_owner) and sum(counts(owner).values()) > 0


@pytest.mark.parametrize("door", DOORS)
def test_a_second_import_changes_nothing(owner, door):
    paths = [str(SAMPLES / DOORS[door])]
    actions.run_import(actions.start_import(owner, paths, [ME]), ON)
    before = counts(owner)
    again = report_of(actions.run_import(actions.start_import(owner, paths, [ME]), ON))
    assert (again["contacts_created"], again["contacts_updated"], again["interactions_created"]) == (0, 0, 0)
    assert counts(owner) == before


HARM = {
    "cut in the middle": lambda octets: octets[: len(octets) // 2],
    "cut before its end": lambda octets: octets[:-3],
    "rubbish within": lambda octets: (
        octets[: len(octets) // 3] + b"\xff\x00\xfe<]]>{" + octets[len(octets) // 3 :]
    ),
    "zeros": lambda octets: bytes(len(octets)),
    "twice": lambda octets: octets + octets,
    "other line ends": lambda octets: octets.replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("door", DOORS)
def test_a_broken_file_is_told_and_nothing_else_suffers(owner, tmp_path, door, harm):
    source, target = SAMPLES / DOORS[door], tmp_path / (SAMPLES / DOORS[door]).name
    (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    for path in files_of(target):
        path.write_bytes(HARM[harm](path.read_bytes()))
    (tmp_path / "fine.vcf").write_text("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Fine Person\r\nEND:VCARD\r\n")
    done = actions.run_import(
        actions.start_import(owner, [str(target), str(tmp_path / "fine.vcf")], [ME]), ON
    )
    report = report_of(done)
    assert done.stage == "done" and Contact.objects.of(owner).filter(name="Fine Person").exists()
    assert all(refusal["path"] and refusal["problem"] for refusal in report["refusals"])
