"""Requests made up from the OpenAPI document, right ones and wrong ones: never a 5xx, and answers as the document says.

The same ones each time; by numbers of rows that are there as well as by any others.
"""

import json
import socket

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.test_owners_are_apart import network  # noqa: F401 - a fixture

from needless.api.urls import api
from needless.owners.tokens import make_token

pytestmark = pytest.mark.real
EXAMPLES = 5


def operations():
    import schemathesis

    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
    schema.app = get_wsgi_application()
    return [result.ok() for result in schema.get_all_operations()]


def no_name(*_asked, **_more):
    raise socket.gaierror("no network in tests")


def checks():
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks as of

    return [
        not_a_server_error, of.status_code_conformance, of.content_type_conformance, of.response_schema_conformance,
    ]  # fmt: skip


@pytest.mark.parametrize("operation", operations(), ids=lambda each: each.label)
def test_answers_are_as_the_document_says(operation, owner, network, monkeypatch):  # noqa: F811
    from schemathesis import GenerationMode

    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    headers = {"Authorization": f"Bearer {make_token(owner, 'x', scopes=['write'])}", "Host": "localhost"}
    modes = [
        operation.as_strategy(generation_mode=mode)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    ]

    @given(case=st.one_of(modes), numbers=st.none() | st.integers(1, 4))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case, numbers):
        if numbers:
            for name, value in case.path_parameters.items():
                case.path_parameters[name] = numbers if isinstance(value, int) else value
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=checks())

    ask()
