"""A program that talks to the API with a token."""

from tests.api.conftest import program  # noqa: F401
