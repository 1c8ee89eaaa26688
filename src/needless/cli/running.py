"""`needless serve`, `worker`, `doctor`, `sign-in`."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import click

from needless.cli.root import acting_owner, migrate


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--no-jobs", is_flag=True, help="Jobs run elsewhere (`needless worker`).")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, no_jobs: bool) -> None:
    """Serve the pages and run the jobs; prints a one-time sign-in link."""
    _print_link(ctx, port)
    from django.conf import settings

    wanted = ([] if no_jobs else ["worker"]) + (["lmtp"] if settings.LMTP else [])
    beside = [subprocess.Popen([sys.executable, "-m", "needless", name]) for name in wanted]  # noqa: S603 - our own
    try:
        _serve(host, port)
    finally:
        for process in beside:
            process.terminate()
            process.wait(10)


def _serve(host: str, port: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "needless.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=1,
        blocking_threads=4, log_access=False,
    ).serve()  # fmt: skip


@click.command()
def worker() -> None:
    """Run the jobs."""
    from needless.clock.consumer import consume

    migrate()
    consume()


@click.command("sign-in")
@click.option("--port", default=8000, show_default=True)
@click.pass_context
def sign_in(ctx: click.Context, port: int) -> None:
    """Print a one-time sign-in link."""
    _print_link(ctx, port)


def _print_link(ctx: click.Context, port: int) -> None:
    from needless.owners.actions import make_sign_in_link

    path = make_sign_in_link(acting_owner(ctx))
    click.echo(
        f"\n  Needless is at http://localhost:{port}/\n  Sign in once with http://localhost:{port}{path}\n"
    )


@click.command()
@click.option("--json", "as_json", is_flag=True)
def doctor(as_json: bool) -> None:
    """What is unsafe or missing in this deployment, with ids and hints, and what texts are matched by.

    Exit code 1 where anything is unsafe or missing.
    """
    from needless.cli.root import print_json
    from needless.news.vectors import matched_by

    migrate()
    found = [check for check in CHECKS if (check["says"])()]
    rows = [{"id": check["id"], "hint": check["hint"]} for check in found]
    if as_json:
        print_json(rows)
    for row in rows if not as_json else []:
        click.echo(f"{row['id']}: {row['hint']}")
    if not rows and not as_json:
        click.echo("All is well.")
    if not as_json:
        click.echo(matched_by())
    raise SystemExit(1 if rows else 0)


def _old_sqlite() -> bool:
    import sqlite3

    from django.db import connection

    return connection.vendor == "sqlite" and sqlite3.sqlite_version_info < (3, 51, 3)


def _open_folder() -> bool:
    from django.conf import settings

    keys = (settings.HOME / name for name in ("secret.key", "sealing.key", "vapid.key"))
    return any(key.stat().st_mode & 0o077 for key in keys if key.exists())


def _open_hosts() -> bool:
    from django.conf import settings

    return "*" in settings.ALLOWED_HOSTS


def _plain_http() -> bool:
    from django.conf import settings

    return not settings.HTTPS and not set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}


def _backups_fail() -> bool:
    from needless.backups.scheduling import why_unsafe

    return bool(why_unsafe())


CHECKS: tuple[dict[str, Any], ...] = (
    {
        "id": "needless.D1",
        "says": _old_sqlite,
        "hint": "This SQLite may lose data (fixed in 3.51.3): install pysqlite3.",
    },
    {
        "id": "needless.D2",
        "says": _open_folder,
        "hint": "Others can read a key of the data folder: chmod 600 its *.key.",
    },
    {"id": "needless.D3", "says": _open_hosts, "hint": "NEEDLESS_HOSTS is *: name the hosts that serve it."},
    {
        "id": "needless.D4",
        "says": _plain_http,
        "hint": "Served beyond this machine without NEEDLESS_HTTPS=1.",
    },
    {
        "id": "needless.D5",
        "says": lambda: os.environ.get("NEEDLESS_DEBUG") == "1",
        "hint": "NEEDLESS_DEBUG is on.",
    },
    {
        "id": "needless.D6",
        "says": _backups_fail,
        "hint": "Backups are off, old or failing: `needless backups` says why.",
    },
)

commands = (serve, worker, doctor, sign_in)
