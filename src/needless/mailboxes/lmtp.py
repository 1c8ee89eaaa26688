"""Takes mail from a mail server beside (LMTP, RFC 2033): in a process of its own, one answer for each address (M17)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from pathlib import Path
from typing import Any

from aiosmtpd.lmtp import LMTP
from django.db import close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.mailboxes.copying import address_of_token
from needless.mailboxes.receiving import receive

MOST_BYTES = 50 << 20
MOST_READ = 1 << 20  # of a message; its headers, and the start of its text
NOBODY = "550 5.1.1 Nobody here has that address"
LATER = "451 4.3.0 It could not be kept just now"
logger = logging.getLogger(__name__)


class NoPlace(ValueError):
    """Where to listen was not said, or is no place."""


class _Patient(LMTP):
    line_length_limit = 1 << 20  # not everybody folds at 1,000


class _Taker:
    """What aiosmtpd asks about addresses and messages."""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if not await asyncio.to_thread(_is_known, address):
            return NOBODY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        content = bytes(envelope.content)[:MOST_READ]
        answers = [await asyncio.to_thread(_taken, address, content) for address in envelope.rcpt_tos]
        return "\r\n".join(answers)


def _is_known(address: str) -> bool:
    close_old_connections()
    try:
        return address_of_token(address) is not None
    finally:
        close_old_connections()


def _taken(address: str, content: bytes) -> str:
    """The answer for one address; what could not be kept is offered again by the other side."""
    close_old_connections()
    try:
        found = address_of_token(address)
        if found is None:
            return NOBODY
        return f"250 2.6.0 {receive(found, content, timezone.now()).outcome}"
    except Exception as problem:
        logger.error(
            "Mail could not be kept: %s", type(problem).__name__
        )  # never its content, nor the address
        return LATER
    finally:
        close_old_connections()


def serve_lmtp(place: str) -> None:
    """Listen at "host:port" or a socket's path until told to stop. Raises NoPlace, OSError."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    asyncio.run(_serve(place))


async def _serve(place: str) -> None:
    server = await open_server(place)
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # what asyncio raises on Windows, where Ctrl+C ends it
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await stop.wait()
    server.close()  # whoever is in the middle of handing over offers it again


async def open_server(place: str) -> asyncio.Server:
    """Listening. Raises NoPlace."""
    loop = asyncio.get_running_loop()
    if "/" in place:
        server = await loop.create_unix_server(_protocol, place)
        Path(place).chmod(0o660)  # a mail server runs as another user, of the same group
        return server
    host, _colon, port = place.rpartition(":")
    if not port.isdecimal():
        raise NoPlace(_("NEEDLESS_LMTP says where to listen: 127.0.0.1:2424, or the path of a socket."))
    return await loop.create_server(_protocol, host.strip("[]") or "127.0.0.1", int(port))


def _protocol() -> Any:
    return _Patient(
        _Taker(), data_size_limit=MOST_BYTES, enable_SMTPUTF8=True, hostname="needless", ident="Needless",
        loop=asyncio.get_running_loop(), timeout=60,
    )  # fmt: skip
