"""Commands and server begin at the same moment on the same folder: one migrates, the others wait for it."""

import json
import os
import subprocess
import sys
import threading
import time

import pytest

from needless.settings import secret_key
from needless.tables.locking import locked


def test_a_second_one_waits_until_the_first_is_done(tmp_path):
    order = []

    def second():
        with locked(tmp_path / "lock"):
            order.append("second")

    with locked(tmp_path / "lock"):
        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.05)
        order.append("first")
    waiting.join(5)
    assert order == ["first", "second"]


def test_the_key_is_read_once_it_is_written(tmp_path):
    (tmp_path / "secret.key").touch()
    writing = threading.Timer(0.05, lambda: (tmp_path / "secret.key").write_text("k"))
    writing.start()
    assert secret_key(tmp_path) == "k"


@pytest.mark.real
def test_several_commands_at_once_on_a_new_folder_all_succeed(tmp_path):
    env = {**os.environ, "NEEDLESS_HOME": str(tmp_path / "home")}
    env.pop("NEEDLESS_DATABASE_URL", None)
    command = [sys.executable, "-m", "needless", "contacts", "--json"]
    running = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)
    ]
    said = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], [err[-500:] for _out, err in said]
    assert [json.loads(out) for out, _err in said] == [[], [], []]
