"""A throw-away Dovecot: everything in one folder, one user, mail in Maildir folders, a port of its own."""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

CONF = """
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
{tls}
auth_failure_delay = 0
default_internal_user = nobody
default_login_user = nobody
default_internal_group = nogroup
mail_location = maildir:{home}/mail/%u
first_valid_uid = 1
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Trash {{
    auto = create
    special_use = \\Trash
  }}
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={home}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = {has_tls}
  }}
  chroot =
}}
service anvil {{
  chroot =
}}
"""
PLAIN = "ssl = no\ndisable_plaintext_auth = no"
TLS = (
    "ssl = required\nssl_cert = <{pair}\nssl_key = <{pair}\nssl_client_ca_dir =\ndisable_plaintext_auth = yes"
)
PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"


def free_port():
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Dovecot:
    """The server, and hands to put mail into it. ``user`` is "dawn", the password "secret".

    With ``pair``, a key and its certificate as PEM, nobody signs in unencrypted: STARTTLS at ``port``, TLS at ``tls_port``.
    """

    def __init__(self, home: Path, pair: bytes = b""):
        self.home, self.port, self.tls_port = home, free_port(), free_port() if pair else 0
        self.mail = home / "mail" / "dawn"
        for name in ("cur", "new", "tmp"):
            (self.mail / name).mkdir(parents=True)
        (home / "run").mkdir()
        self._give(home)
        conf = home / "dovecot.conf"
        (home / "pair.pem").write_bytes(pair)
        tls = TLS.format(pair=home / "pair.pem") if pair else PLAIN
        has_tls = "yes" if pair else "no"
        conf.write_text(
            CONF.format(home=home, port=self.port, tls=tls, tls_port=self.tls_port, has_tls=has_tls)
        )
        subprocess.run([PROGRAM, "-c", str(conf)], check=True)
        self._wait()

    def put(self, texts, folder=""):
        """Messages as files of a Maildir folder; ``folder`` such as ".Sent", "" for the inbox."""
        where = self.mail / folder / "cur" if folder else self.mail / "cur"
        where.mkdir(parents=True, exist_ok=True)
        for n, text in enumerate(texts):
            name = f"{time.time_ns()}.{n}.host:2,S"
            (where.parent / "tmp").mkdir(exist_ok=True)
            (where / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        self._give(self.mail)

    def renumber(self):
        """All messages get new UIDs under another UIDVALIDITY."""
        time.sleep(1.1)  # it is made of the time in seconds
        for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache"):
            (self.mail / name).unlink(missing_ok=True)
        (self.mail / "dovecot-uidvalidity").unlink(missing_ok=True)

    def stop(self):
        pid = int((self.home / "run" / "master.pid").read_text())
        os.kill(pid, signal.SIGTERM)
        while (self.home / "run" / "master.pid").exists():
            time.sleep(0.02)

    def _give(self, path):
        if os.geteuid() == 0:
            path.parent.chmod(0o755)
            subprocess.run(["chown", "-R", "nobody:nogroup", str(path)], check=True)
            path.chmod(0o755)

    def _wait(self):
        for _ in range(100):
            try:
                with closing(socket.create_connection(("127.0.0.1", self.port), 1)) as there:
                    if there.recv(10):
                        return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("Dovecot does not answer: " + (self.home / "log").read_text()[-500:])
