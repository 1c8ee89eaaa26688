"""What is unsafe or missing here: each finding with an id of its own, which the manual explains (M17)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from needless.doctor import database, machine, settings_here

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Check:
    """A question about this deployment: its id, what to do about it, and who answers what is wrong, or nothing."""

    id: str
    hint: Words
    problem: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong here, and what to do about it."""

    id: str
    problem: str
    hint: str


CHECKS = (
    Check("N001", _("Unset NEEDLESS_DEBUG."), settings_here.debug),
    Check("N002", _("Name the hosts that serve it in NEEDLESS_HOSTS."), settings_here.any_host),
    Check("N003", _("Put TLS in front, and set NEEDLESS_HTTPS=1."), settings_here.plain_http),
    Check("N004", _("chmod 700 the folder, 600 its keys and databases."), machine.readable_by_others),
    Check("N005", _("Install pysqlite3: older ones may lose data (fixed in 3.51.3)."), database.old_sqlite),
    Check("N006", _("`needless backups` shows and sets them."), machine.backups),
    Check(
        "N007",
        _(
            "Let the application's role own no table, or let row-level security be forced: see docs/postgresql.md."
        ),
        database.without_second_line,
    ),
    Check("N008", _("Add a passkey, or codes, under Sign-in and security."), database.without_second_factor),
    Check("N009", _("Start `needless worker`, or `needless serve` without --no-jobs."), machine.clock_stands),
    Check("N010", _("Make room: a full disk stops everything that is written."), machine.disk_full),
    Check(
        "N011", _("Bring back sealing.key from where it was, or type the passwords again."), database.lost_key
    ),
    Check(
        "N012",
        _(
            "Set NEEDLESS_PROXIES to how many proxies of your own stand in front: else tries of all count as one's."
        ),
        settings_here.unknown_proxies,
    ),
    Check("N013", _("Unset NEEDLESS_ALLOW_PRIVATE_FETCHES."), settings_here.private_fetches),
    Check("N014", _("Stop it, and restore the last good backup."), database.damaged),
    Check("N015", _("Name the firm's sign-in by https."), settings_here.firm_in_the_open),
)


def findings() -> list[Finding]:
    """All that is wrong, in the order of the ids."""
    found = ((check, check.problem()) for check in CHECKS)
    return [Finding(check.id, problem, str(check.hint)) for check, problem in found if problem]
