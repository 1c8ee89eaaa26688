"""Two web and three worker processes, each with a folder of its own, on one PostgreSQL and one Redis; some are killed.

Each digest leaves once, each feed is asked once per interval, and what was confirmed is there once.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tests.journeys.conftest import free_port
from tests.real_postgresql import postgresql

pytestmark = pytest.mark.real
OWNERS, FEEDS, TALKS = 24, 6, 60
SEED = Path(__file__).with_name("seed.py")
RSS = b"""<rss version="2.0"><channel><title>Ports</title><item><title>A crane for Porto</title>
<link>https://ports.example/crane</link></item></channel></rss>"""


class Feeds(BaseHTTPRequestHandler):
    asked: Counter = Counter()

    def do_GET(self):
        self.asked[self.path] += 1
        time.sleep(0.2)  # long enough for another worker to come by
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        self.wfile.write(RSS)

    def log_message(self, *arguments):
        pass


class Post:
    """A mail server that takes its time, as they do."""

    def __init__(self):
        self.came = Counter()

    async def handle_DATA(self, server, session, envelope):
        import asyncio

        await asyncio.sleep(0.1)
        self.came.update(envelope.rcpt_tos)
        return "250 OK"


class Instance:
    """Processes that share nothing but the database, Redis and two keys."""

    def __init__(self, folder, database, redis, mail):
        self.folder, self.running = folder, {}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEEDLESS_", "DJANGO_", "PYTEST"))}
        self.environment = kept | {
            "NEEDLESS_DATABASE_URL": database,
            "NEEDLESS_REDIS_URL": redis,
            "NEEDLESS_EMAIL_URL": mail,
            "NEEDLESS_SECRET_KEY": "one for all of them, and only for this test",
            "NEEDLESS_SEALING_KEY": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
            "NEEDLESS_ALLOW_PRIVATE_FETCHES": "1",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }

    def seed(self, *arguments):
        env = self.environment | {"NEEDLESS_HOME": str(self.folder / "seed")}
        done = subprocess.run(
            [sys.executable, SEED, *map(str, arguments)], env=env, check=True, capture_output=True, text=True
        )
        return json.loads(done.stdout)

    def start(self, name, *command):
        env = self.environment | {"NEEDLESS_HOME": str(self.folder / name)}
        (self.folder / name).mkdir()
        log = (self.folder / f"{name}.log").open("wb")
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", "needless", *command],
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def kill(self, name):
        os.killpg(self.running.pop(name).pid, 9)

    def stop(self):
        for name in list(self.running):
            self.kill(name)


def wait_for(true, seconds=90):
    for _attempt in range(seconds * 10):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("It did not come about.")


@pytest.fixture
def shared(tmp_path):
    from aiosmtpd.controller import Controller

    if not shutil.which("redis-server") and not os.environ.get("CI"):
        pytest.skip("no Redis here: install the package redis-server")
    Feeds.asked.clear()
    with ExitStack() as stack:
        port, post = free_port(), Post()
        redis = subprocess.Popen(
            ["redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path)],
            stdout=subprocess.DEVNULL,
        )
        stack.callback(redis.kill)
        mail = Controller(post, hostname="127.0.0.1", port=free_port())
        mail.start()
        stack.callback(mail.stop)
        feeds = ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
        Thread(target=feeds.serve_forever, daemon=True).start()
        stack.callback(feeds.shutdown)
        database = stack.enter_context(postgresql())
        instance = Instance(
            tmp_path, database, f"redis://127.0.0.1:{port}/0", f"smtp://127.0.0.1:{mail.port}"
        )
        stack.callback(instance.stop)
        yield instance, post, feeds.server_port


def answers(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=2).status == 200
    except OSError:
        return False


def log_talks(ports, token, contact):
    """As a program on the road does: the same talk again, at the other server too, until somebody confirms it."""
    confirmed = set()
    for number in range(TALKS):
        key, body = uuid.uuid4().hex, {"contacts": [contact], "channel": "call", "summary": f"talk {number}"}
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        for attempt in range(40):
            url = f"http://127.0.0.1:{ports[(number + attempt) % len(ports)]}/api/interactions"
            try:
                request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
                if urllib.request.urlopen(request, timeout=10).status < 300:
                    confirmed.add(body["summary"])
                    break
            except (OSError, urllib.error.HTTPError):
                time.sleep(0.1)
    return confirmed


def test_nothing_is_lost_or_done_twice_by_many_processes_of_which_some_die(shared):
    instance, post, feeds = shared
    seeded = instance.seed("begin", OWNERS, FEEDS, feeds)
    ports = [free_port(), free_port()]
    for number, port in enumerate(ports):
        instance.start(f"web{number}", "serve", "--no-jobs", "--port", str(port))
    for number in range(3):
        instance.start(f"worker{number}", "worker")
    wait_for(lambda: all(map(answers, ports)))
    confirmed = set()
    talking = Thread(target=lambda: confirmed.update(log_talks(ports, seeded["token"], seeded["contact"])))
    talking.start()
    instance.seed("enqueue", 6)
    wait_for(lambda: post.came.total() >= 5)
    instance.kill("worker0")
    instance.kill("web0")
    talking.join(120)
    wait_for(lambda: instance.seed("state")["waiting"] == 0 or instance.seed("late"))
    state = instance.seed("state")
    assert max(post.came.values()) == 1, "a digest came twice"
    assert state["sent"] + state["failed"] == OWNERS and state["failed"] <= 2, state
    assert state["sent"] <= len(post.came) <= OWNERS
    assert set(Feeds.asked.values()) == {1} and len(Feeds.asked) == FEEDS, Feeds.asked
    assert len(confirmed) == TALKS
    assert Counter(state["talks"]) == Counter(confirmed), "each that was confirmed, once"
