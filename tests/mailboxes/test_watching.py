"""A worker waits where the server tells of new mail: it is in within seconds, not minutes (M9, M17)."""

import time

import pytest

from .conftest import ME, given, message

pytestmark = pytest.mark.real


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
    finally:
        worker.terminate()
        worker.wait(60)
