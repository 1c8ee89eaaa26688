"""What happened with an account is written down, for a year, and for its owner alone."""

import csv
import io
import zipfile
from datetime import timedelta

from django.test import override_settings
from django.utils import timezone

from needless.contacts.actions import delete_contact, save_contact
from needless.exports.actions import export_all
from needless.helping.merging import merge_contacts
from needless.owners import audit
from needless.owners.models import AuditEntry
from needless.owners.tokens import delete_token, make_token, token_of


def whats(owner):
    return list(audit.entries_of(owner).values_list("what", flat=True))


def test_who_came_in_from_where_and_who_failed(client, owner):
    client.post("/sign-in/", {"login": "ana", "password": "wrong"}, REMOTE_ADDR="203.0.113.9")
    good = {"login": "ana", "password": "correct horse battery"}
    client.post("/sign-in/", good, REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="Firefox")
    came, failed = audit.entries_of(owner)
    assert (failed.what, failed.address) == ("sign-in-failed", "203.0.113.9")
    assert (came.what, came.address, came.detail["with"]) == ("signed-in", "203.0.113.7", "Firefox")
    assert "wrong" not in str(list(AuditEntry.objects.values()))


def test_a_header_is_believed_of_ones_own_proxies_alone(client, owner):
    bad = {"login": "ana", "password": "wrong"}
    for proxies, address in ((0, "10.0.0.1"), (1, "198.51.100.2"), (2, "192.0.2.6")):
        with override_settings(PROXIES=proxies):
            client.post(
                "/sign-in/", bad, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.6, 198.51.100.2"
            )
        assert audit.entries_of(owner).first().address == address


def test_a_name_that_is_nobodys_is_not_written_down(client, owner):
    client.post("/sign-in/", {"login": "nobody", "password": "x"})
    assert AuditEntry.objects.count() == 0


def test_tokens_exports_merges_and_deletions_are_noted_without_secrets(owner, tmp_path):
    text = make_token(owner, "phone")
    token = token_of(text)
    for _often in range(3):
        type(token).objects.update(last_used_at=None)
        token_of(text)
    delete_token(owner, token.pk)
    people = [save_contact(owner, {"name": f"P{n}"}) for n in range(3)]
    merge_contacts(owner, people[0].pk, people[1].pk, timezone.localdate())
    delete_contact(owner, people[2].pk)
    export_all(owner, tmp_path / "all.zip")
    assert whats(owner)[::-1] == [
        "token-made", "token-used", "token-revoked", "merged", "contact-deleted", "exported",
    ]  # fmt: skip
    assert text not in str(list(AuditEntry.objects.values()))


def test_the_log_goes_out_as_a_table(owner, other_owner, tmp_path):
    audit.note(owner, "signed-in", **{"with": "=1+1"})
    audit.note(other_owner, "signed-in")
    export_all(owner, tmp_path / "all.zip")
    text = zipfile.ZipFile(tmp_path / "all.zip").read("account.csv").decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["what"] == "signed-in" and "=1+1" in row["detail"]


def test_after_a_year_it_is_forgotten(owner):
    audit.note(owner, "signed-in")
    audit.note(owner, "exported")
    AuditEntry.objects.filter(what="signed-in").update(at=timezone.now() - timedelta(days=366))
    assert audit.forget_old(timezone.now()) == 1 and whats(owner) == ["exported"]


def test_the_page_shows_ones_own_and_escapes_what_a_stranger_sent(client, owner, other_owner):
    audit.note(other_owner, "token-made", name="Toms token")
    client.post(
        "/sign-in/", {"login": "ana", "password": "x"}, headers={"user-agent": "<script>alert(1)</script>"}
    )
    client.force_login(owner)
    page = client.get("/settings/account/").content.decode()
    assert "A sign-in failed" in page and "&lt;script&gt;" in page
    assert "Toms token" not in page and "<script>alert" not in page
