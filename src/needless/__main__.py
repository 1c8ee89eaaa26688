"""`python -m needless` is the same as the `needless` command."""

from needless.cli import main

main()
