"""A mail server of a few lines that does as it is told: also what no honest one would."""

import re
import socketserver
import threading
from contextlib import contextmanager

GREETING = b"* OK hello\r\n"


class FakeImap:
    """``says`` maps a command to its untagged answer (bytes, or a function of what was asked); ``ends`` to its last
    line's word (OK, NO, BAD) or to None: then nothing is answered any more."""

    def __init__(self, **says):
        self.says = {
            "CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
            "LIST": b'* LIST () "/" INBOX\r\n* LIST (\\Sent) "/" "Out box"\r\n* LIST (\\Junk) "/" Spam\r\n',
            "EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT 2]\r\n",
            "UID": b"",
            **says,
        }
        self.ends, self.greeting, self.heard = {}, GREETING, []

    def answer(self, line, read):
        tag, _, rest = line.partition(b" ")
        words = rest.split()
        verb = words[0].upper().decode("latin-1") if words else ""
        self.heard.append(rest)
        if verb == "AUTHENTICATE":
            yield b"+ \r\n"
            self.heard.append(read())
        said = self.says.get(verb, b"")
        yield said(rest) if callable(said) else said
        end = self.ends.get(verb, "OK")
        if end is not None:
            yield b"%s %s done\r\n" % (tag, end.encode())

    @contextmanager
    def port(self, tls=None):
        """Listening, on this port; behind this context of TLS."""
        fake = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(fake.greeting)
                for line in iter(self.rfile.readline, b""):
                    for part in fake.answer(line.rstrip(b"\r\n"), self.rfile.readline):
                        self.wfile.write(part)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

            def get_request(self):
                plain, address = super().get_request()
                return (tls.wrap_socket(plain, server_side=True) if tls else plain), address

            def handle_error(self, request, address):
                """Whoever hangs up midway is no matter of ours."""

        with Server(("127.0.0.1", 0), Talk) as server:
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            yield server.server_address[1]
            server.shutdown()


def fetched(*messages):
    """An answer to FETCH with these headers, UID by UID."""

    def answer(asked):
        if b"FETCH" not in asked:
            return b""
        first, last = (int(n) for n in re.search(rb"FETCH (\d+):(\d+)", asked).groups())
        found = [(uid, m) for uid, m in enumerate(messages, start=1) if first <= uid <= last]
        return b"".join(
            b"* %d FETCH (UID %d FLAGS () BODY[HEADER.FIELDS (FROM)]<0> {%d}\r\n%s)\r\n"
            % (uid, uid, len(m), m)
            for uid, m in found
        )

    return answer
