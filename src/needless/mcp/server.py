"""The server that an assistant talks to, on standard input and output, or over HTTP with a token of the owner's."""

from __future__ import annotations

import inspect
import zoneinfo
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import ValidationError
from django.db import close_old_connections
from django.utils import timezone
from mcp.server import MCPServer
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import AnyHttpUrl

from needless import __version__
from needless.mcp.tools import READS, WRITES, Answer, Refused, Tool
from needless.owners.models import Owner
from needless.owners.scopes import AREAS, READ, WRITE
from needless.owners.tokens import token_of
from needless.tables import row_security

INSTRUCTIONS = (
    "Needless keeps the owner's personal network. Find people before you speak of them; ids come from find_people and "
    "todays_plan. Everything written can be taken back with undo or reopen: say what you wrote."
)
ENTERS = "enters"  # what each token may; the tools ask for more
Whose = Callable[[list[str]], int]


def stdio_server(owner: Owner) -> MCPServer[Any]:
    """For an assistant on this machine: it acts for this one owner, and may write."""
    number = owner.pk
    return _with_tools(
        MCPServer("needless", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING"),
        lambda _needed: number,
    )


def http_server(address: str) -> MCPServer[Any]:
    """For an assistant elsewhere: each request carries one of an owner's tokens, which says whether it may write."""
    settings = AuthSettings(
        issuer_url=AnyHttpUrl(address),
        resource_server_url=AnyHttpUrl(f"{address}/mcp"),
        required_scopes=[ENTERS],
    )
    server: MCPServer[Any] = MCPServer(
        "needless", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING",
        token_verifier=OwnersTokens(), auth=settings,
    )  # fmt: skip
    return _with_tools(server, _whose_token)


class OwnersTokens:
    """The same tokens as the API's."""

    async def verify_token(self, token: str) -> AccessToken | None:
        """Whose it is and what it may; None for an unknown one."""
        return await sync_to_async(_access_of)(token)


def _access_of(text: str) -> AccessToken | None:
    close_old_connections()
    found = token_of(text)
    if found is None:
        return None
    scopes = [f"{area}:{verb}" for area in AREAS for verb in (READ, WRITE) if found.may(area, verb)]
    return AccessToken(
        token=text, client_id=str(found.pk), scopes=[ENTERS, *scopes], subject=str(found.owner_id)
    )


def _whose_token(needed: list[str]) -> int:
    access = get_access_token()
    if access is None or access.subject is None:
        raise ToolError("A token is needed.")
    if lacks := [scope for scope in needed if scope not in access.scopes]:
        raise ToolError(f"This token lacks the scope {lacks[0]}.")
    return int(access.subject)


def _with_tools(server: MCPServer[Any], whose: Whose) -> MCPServer[Any]:
    for tools, verb in ((READS, READ), (WRITES, WRITE)):
        for act, areas in tools.items():
            needed = [f"{area}:{verb}" for area in areas]
            hints = ToolAnnotations(
                read_only_hint=verb == READ,
                destructive_hint=False,
                open_world_hint=act.__name__ == "who_would_like_link",
            )
            server.add_tool(
                _offered(act, needed, whose), name=act.__name__, description=act.__doc__, annotations=hints
            )
    return server


def _offered(act: Tool, needed: list[str], whose: Whose) -> Callable[..., Any]:
    """The tool as the protocol sees it: without its owner, and off the event loop's thread."""

    async def tool(**given: Any) -> Answer:
        return await sync_to_async(_acted)(act, whose(needed), given)

    signature = inspect.signature(act, eval_str=True, locals={"Owner": Owner})
    kept = [each for name, each in signature.parameters.items() if name != "owner"]
    tool.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]  # inspect reads it, functions declare none
    return tool


def _acted(act: Tool, number: int, given: dict[str, Any]) -> Answer:
    close_old_connections()
    owner = Owner.objects.get(pk=number)
    with row_security.acting_for(str(number)), timezone.override(zoneinfo.ZoneInfo(owner.time_zone)):
        try:
            return act(owner, **given)
        except Refused as problem:
            raise ToolError(str(problem)) from problem
        except ValidationError as problem:
            raise ToolError(" ".join(problem.messages)) from problem
