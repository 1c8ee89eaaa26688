"""`needless serve`, `worker`, `doctor`, `sign-in`."""

from __future__ import annotations

import subprocess
import sys

import click

from needless.cli.root import acting_owner, migrate


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--no-jobs", is_flag=True, help="Jobs run elsewhere (`needless worker`).")
@click.option(
    "--processes",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Web processes, for many owners.",
)
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, no_jobs: bool, processes: int) -> None:
    """Serve the pages and run the jobs; prints a one-time sign-in link."""
    _print_link(ctx, port)
    from django.conf import settings

    wanted = ([] if no_jobs else ["worker"]) + (["lmtp"] if settings.LMTP else [])
    beside = [subprocess.Popen([sys.executable, "-m", "needless", name]) for name in wanted]  # noqa: S603 - our own
    try:
        _serve(host, port, processes)
    finally:
        for process in beside:
            process.terminate()
            process.wait(10)


def _serve(host: str, port: int, processes: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "needless.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=processes,
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
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def sign_in(ctx: click.Context, port: int, as_json: bool) -> None:
    """Print a one-time sign-in link."""
    if as_json:
        from needless.cli.root import print_json
        from needless.owners.actions import make_sign_in_link

        print_json({"link": f"http://localhost:{port}{make_sign_in_link(acting_owner(ctx))}"})
    else:
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
    from dataclasses import asdict

    from needless.cli.root import print_json
    from needless.doctor.looking import findings
    from needless.news.vectors import matched_by

    migrate()
    found = findings()
    if as_json:
        print_json([asdict(finding) for finding in found])
        raise SystemExit(1 if found else 0)
    for finding in found:
        click.echo(f"{finding.id}: {finding.problem}\n      {finding.hint}")
    click.echo("What each id means stands in the help, under “doctor”." if found else "All is well.")
    click.echo(matched_by())
    raise SystemExit(1 if found else 0)


commands = (serve, worker, doctor, sign_in)
