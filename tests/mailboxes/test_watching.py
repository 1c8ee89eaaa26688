"""A worker waits where the server tells of new mail: it is in within seconds, not minutes (M9, M17)."""

import json
import os
import subprocess
import sys
import time

import pytest

from .conftest import ME, given, message

pytestmark = pytest.mark.real


@pytest.fixture
def needless(tmp_path):
    """The command in a data folder of its own; ``run`` waits for it, ``start`` does not."""
    env = {k: v for k, v in os.environ.items() if k not in ("NEEDLESS_JOBS", "PYTEST_RUNNING")}
    env |= {"NEEDLESS_HOME": str(tmp_path / "home"), "NEEDLESS_ALLOW_PRIVATE_FETCHES": "1"}
    command = [sys.executable, "-m", "needless"]

    class Command:
        def run(self, *words, typed=""):
            done = subprocess.run(
                [*command, *words],
                check=False,
                env=env,
                input=typed,
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        def start(self, *words):
            return subprocess.Popen([*command, *words], env=env, stderr=subprocess.DEVNULL)

        def wait_for(self, what, seconds=40):
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                (box,) = json.loads(self.run("mail", "list", "--json"))
                if what(box):
                    return box
                time.sleep(0.3)
            raise AssertionError(f"it did not come: {box}")

    return Command()


def inbox(box):
    return next(folder for folder in box["folders"] if folder["use"] == "inbox")


def test_new_mail_is_in_as_soon_as_the_server_tells_of_it(needless, dovecot):
    want = given(dovecot.port)
    dovecot.put([message("a", "Bo <bo@x.example>", ME)])
    needless.run(
        "mail", "add", ME, "--host", want["host"], "--port", str(want["port"]), "--security", "none", "--user", "dawn",
        typed="secret\n",
    )  # fmt: skip
    needless.run("mail", "fetch")
    worker = needless.start("worker")
    try:
        needless.wait_for(lambda box: box["is_watched"])
        time.sleep(1.5)  # the connection is made, and waits
        put_at = time.monotonic()
        dovecot.put([message("b", "Bo <bo@x.example>", ME)])
        needless.wait_for(lambda box: inbox(box)["seen"] == 2)
        assert time.monotonic() - put_at < 20
        needless.run("mail", "pause", "1")
        needless.wait_for(lambda box: not box["is_watched"])
    finally:
        worker.terminate()
        worker.wait(10)
