"""The command line: see cli/main.py. Heavy imports wait until a command needs them, so that --help is instant."""

import os


def main() -> None:
    """Run the `needless` command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needless.settings")
    from needless.cli.root import needless

    needless()
