"""A session with an IMAP server that nobody trusts: a checked address, deadlines, and no more bytes than were asked for (M17)."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.utils.translation import gettext as _

from needless.fetching import FetchRefused, checked_address, is_public
from needless.imports.sources.mail_headers import WANTED
from needless.mailboxes.folders import FolderSeen, folders_of

MOST_OF_HEADERS = 1 << 17  # bytes of one message's headers that are asked for
MOST_LITERAL = 1 << 20
MOST_BYTES = 1 << 28  # of one session
CONNECT_SECONDS = 20.0
# Not Received: of some hops in each mail they weigh more than all the others, and count only where Date is none.
HEADERS = " ".join(name.decode().upper() for name in WANTED if not name.startswith((b"x-gm-", b"received")))
WHAT = f"(UID FLAGS BODY.PEEK[HEADER.FIELDS ({HEADERS})]<0.{MOST_OF_HEADERS}>)"
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_UNWANTED = re.compile(rb"\\(?:Draft|Deleted)\b", re.IGNORECASE)


class CannotRead(Exception):
    """The mailbox could not be read, and why, in words for the owner. ``is_refused``: by name and password, so that
    trying again soon would only lock the account."""

    def __init__(self, words: str, is_refused: bool = False) -> None:
        super().__init__(words)
        self.is_refused = is_refused


@dataclass(frozen=True, slots=True)
class Login:
    """How to get in: a password, or an access token of OAuth."""

    host: str
    port: int
    security: str
    user: str
    password: str = ""
    token: str = ""

    def __repr__(self) -> str:
        return f"Login({self.user}@{self.host}:{self.port})"


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder as the server tells it: numbers of UIDVALIDITY, of the next message, and how many lie there."""

    uidvalidity: int
    uidnext: int
    messages: int


class _Guarded(imaplib.IMAP4):
    """imaplib on a connection to the address that was checked, counting what comes."""

    def __init__(self, login: Login, context: ssl.SSLContext | None) -> None:
        self.context, self.security, self.taken = context, login.security, 0
        super().__init__(login.host, login.port, CONNECT_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        address = checked_address(self.host, self.port)
        if self.security == "none" and is_public(address):
            raise FetchRefused(_("No password goes to %(host)s unencrypted.") % {"host": self.host})
        plain = socket.create_connection((address, self.port), timeout)
        return self.context.wrap_socket(plain, server_hostname=self.host) if self.context else plain

    def read(self, size: int) -> bytes:
        if size > MOST_LITERAL:
            raise self.abort("more was sent than was asked for")
        return self._counted(super().read(size))

    def readline(self) -> bytes:
        return self._counted(super().readline())

    def _counted(self, found: bytes) -> bytes:
        self.taken += len(found)
        if self.taken > MOST_BYTES:
            raise self.abort("more was sent than was asked for")
        return found


class Session:
    """Signed in, reading only. Every method raises CannotRead where the server does not do as it should."""

    def __init__(self, login: Login, imap: _Guarded) -> None:
        self.login, self.imap = login, imap

    @property
    def tells(self) -> bool:
        """Does the server tell of new mail by itself (IDLE)?"""
        return "IDLE" in self.imap.capabilities

    def folders(self) -> list[FolderSeen]:
        """All that can be opened."""
        with told(self.login):
            kind, lines = self.imap.list()
            _see(kind, lines)
            return folders_of(lines)

    def open(self, name: str) -> Opened:
        """Open a folder to look at it alone: nothing is marked as read."""
        quoted = b'"' + name.encode("latin-1", "replace").replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
        with told(self.login):
            kind, lines = self.imap.select(quoted, readonly=True)  # type: ignore[arg-type]  # bytes pass as they are
            _see(kind, lines)
            return Opened(self._said("UIDVALIDITY"), self._said("UIDNEXT"), _number(lines))

    def headers(self, first: int, last: int) -> list[tuple[int, bytes]]:
        """UID and headers of the messages of the open folder from one UID to the other, drafts and deleted ones left
        out; no more than was asked for, whatever the server sends."""
        with told(self.login):
            kind, lines = self.imap.uid("FETCH", f"{first}:{last}", WHAT)
            _see(kind, lines)
        found = {uid: block for uid, block in _messages(lines) if first <= uid <= last}
        return sorted(found.items())

    def wait(self, seconds: float) -> bool:
        """Wait for new mail in the open folder; False where nothing came, and the session is over."""
        with told(self.login):
            imap = self.imap
            tag = imap._new_tag()  # imaplib speaks IDLE from Python 3.14 on
            imap.send(tag + b" IDLE\r\n")
            imap.sock.settimeout(seconds)
            try:
                while not re.match(rb"\* \d+ EXISTS", line := imap.readline()):
                    if not line or line.startswith(tag):
                        raise CannotRead(_("%(host)s ended the conversation.") % {"host": self.login.host})
            except TimeoutError:
                return False
            imap.sock.settimeout(CONNECT_SECONDS)
            imap.send(b"DONE\r\n")
            while not (line := imap.readline()).startswith(tag):
                if not line:
                    raise CannotRead(_("%(host)s ended the conversation.") % {"host": self.login.host})
            return True

    def hang_up(self) -> None:
        """Now, from whichever thread: whoever waits for an answer gets none."""
        with suppress(OSError):
            self.imap.sock.shutdown(socket.SHUT_RDWR)

    def _said(self, name: str) -> int:
        _kind, found = self.imap.response(name)
        number = _number(found)
        if not 0 < number < 1 << 32:
            raise CannotRead(
                _("%(host)s does not number its mails as IMAP servers do (%(name)s).")
                % {"host": self.login.host, "name": name}
            )
        return number


@contextmanager
def session(login: Login, seconds: float) -> Iterator[Session]:
    """Signed in for at most so long, then the connection goes, whatever the server is at. Raises CannotRead."""
    with told(login):
        imap = _Guarded(login, ssl.create_default_context() if login.security == "tls" else None)
    here = Session(login, imap)
    deadline = threading.Timer(seconds, here.hang_up)
    deadline.daemon = True
    deadline.start()
    try:
        _sign_in(here)
        yield here
    finally:
        deadline.cancel()
        with suppress(Exception):
            imap.sock.settimeout(2)
            imap.logout()
        with suppress(Exception):
            imap.shutdown()


def _sign_in(here: Session) -> None:
    imap, login = here.imap, here.login
    with told(login):
        if login.security == "starttls":
            imap.starttls(ssl.create_default_context())
    try:
        if login.token:
            words = f"user={login.user}\x01auth=Bearer {login.token}\x01\x01".encode()
            imap.authenticate("XOAUTH2", _once(words))
        elif "AUTH=PLAIN" in imap.capabilities:
            imap.authenticate("PLAIN", _once(f"\0{login.user}\0{login.password}".encode()))
        else:
            imap._encoding = "utf-8"  # type: ignore[attr-defined]  # imaplib writes LOGIN in it; the stubs leave it out
            imap.login(imap._quote(login.user), login.password)
    except (imaplib.IMAP4.abort, OSError):
        with told(login):
            raise
    except imaplib.IMAP4.error:
        what = _("the access that was granted") if login.token else _("this user name and password")
        raise CannotRead(
            _("%(host)s does not accept %(what)s.") % {"host": login.host, "what": what}, is_refused=True
        ) from None
    with told(login):
        kind, lines = imap.capability()  # some tell more once one is in
        _see(kind, lines)
        imap.capabilities = tuple(lines[-1].decode("ascii", "replace").upper().split())


def _once(words: bytes) -> Callable[[bytes], bytes]:
    """Answers the first challenge; a second one says that it was refused, and is answered by nothing."""
    answers = iter([words])
    return lambda _challenge: next(answers, b"")


@contextmanager
def told(login: Login) -> Iterator[None]:
    """Whatever goes wrong is said in words, and never with what a server may have repeated of a password."""
    try:
        yield
    except CannotRead:
        raise
    except FetchRefused as problem:
        raise CannotRead(str(problem)) from problem
    except TimeoutError as problem:
        raise CannotRead(_("%(host)s takes too long.") % {"host": login.host}) from problem
    except ssl.SSLError as problem:
        said = getattr(problem, "verify_message", "") or _("is it the right port and encryption?")
        raise CannotRead(
            _("No encrypted connection to %(host)s: %(said)s") % {"host": login.host, "said": said}
        ) from problem
    except (OSError, imaplib.IMAP4.error, ValueError, IndexError, TypeError, KeyError) as problem:
        raise CannotRead(
            _("%(host)s could not be read (%(problem)s).")
            % {"host": f"{login.host}:{login.port}", "problem": _said_of(problem)}
        ) from problem


def _said_of(problem: Exception) -> str:
    kind = _("it broke off, or it is no mail server") if isinstance(problem, imaplib.IMAP4.error) else ""
    return kind or getattr(problem, "strerror", None) or type(problem).__name__


def _see(kind: str, lines: object) -> None:
    if kind != "OK":
        raise imaplib.IMAP4.error(str(lines)[:100])


def _number(lines: object) -> int:
    first = lines[0] if isinstance(lines, list) and lines else None
    return int(first) if isinstance(first, bytes) and first.isdigit() else 0


def _messages(lines: list[object]) -> Iterator[tuple[int, bytes]]:
    """What FETCH gave: a pair of what stands before the headers and the headers, then what stands behind them."""
    for at, line in enumerate(lines):
        if isinstance(line, tuple):
            behind = lines[at + 1] if at + 1 < len(lines) else b""
            around = line[0] + b" " + (behind if isinstance(behind, bytes) else b"")
            uid = _UID.search(around)
            if uid and not _UNWANTED.search(around):
                yield int(uid[1]), line[1]
