"""A program that talks to the API with a token."""

import json

import pytest
from django.test import Client

from needless.owners.tokens import make_token


class Program:
    """Sends JSON with a bearer token; answers are (status, document)."""

    def __init__(self, token=""):
        self.client = Client(headers={"Authorization": f"Bearer {token}"} if token else {})

    def answer(self, method, path, body=None, **headers):
        content = json.dumps(body) if body is not None else ""
        return self.client.generic(
            method, f"/api{path}", content, content_type="application/json", headers=headers
        )

    def ask(self, method, path, body=None, **headers):
        answer = self.answer(method, path, body, **headers)
        assert answer.status_code < 400 or answer["Content-Type"] == "application/problem+json"
        return answer.status_code, json.loads(answer.content) if answer.content else None


@pytest.fixture
def program(owner):
    return Program(make_token(owner, "test", may_write=True))


@pytest.fixture
def reader(owner):
    return Program(make_token(owner, "reader"))


@pytest.fixture
def others_program(other_owner):
    return Program(make_token(other_owner, "test", may_write=True))


@pytest.fixture
def stranger(db):
    return Program()
