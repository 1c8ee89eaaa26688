"""What the consumer process runs: the engine with the jobs on it. `needless worker` and `needless serve` start it."""

from __future__ import annotations

import logging
import os
import threading


def consume(workers: int = 2) -> None:
    """Run jobs until told to stop (SIGINT or SIGTERM)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needless.settings")
    import django

    django.setup()
    from needless.tables import row_security

    row_security.begin_with(row_security.EVERYONE)
    from needless.clock.engine import engine
    from needless.clock.jobs import be_seen, run_due_imports  # importing registers the jobs
    from needless.mailboxes.watching import Watch

    logging.getLogger("huey").setLevel(logging.WARNING)
    be_seen()
    run_due_imports()
    threading.Thread(target=Watch().run, name="mailboxes", daemon=True).start()  # waits where mail is told of
    engine.create_consumer(workers=workers, worker_type="thread", initial_delay=0.1, max_delay=1.0).run()
