"""Run as a process of the instance under test: fills it, puts jobs on the queue, tells what is there. Prints JSON."""

import json
import os
import sys
from datetime import timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "needless.settings"


def begin(owners, feeds, port):
    from django.utils import timezone
    from tests.channels.conftest import plan

    from needless.channels.actions import add_channel
    from needless.news.feeds import subscribe
    from needless.news.models import Feed
    from needless.owners.models import Owner
    from needless.owners.tokens import make_token
    from needless.tables.migrating import migrate_safely

    migrate_safely()
    now, rows = timezone.now(), []
    for number in range(int(owners)):
        rows.append(Owner.objects.create(username=f"owner{number}"))
        plan(rows[-1], timezone.localdate())
        add_channel(rows[-1], "email", {"to": f"owner{number}@me.example"}, 0, "0123456", "https://n.example")
        for feed in range(int(feeds)):
            url = f"http://127.0.0.1:{port}/{feed}"
            subscribe(rows[-1], Feed.objects.get_or_create(url=url, defaults={"next_at": now})[0])
    from needless.contacts.models import Contact

    contact = Contact.objects.of(rows[0]).get()
    return {"token": make_token(rows[0], "a program", may_write=True), "contact": contact.pk}


def enqueue(times):
    from needless.clock import jobs

    for _time in range(int(times)):
        jobs.send_digests()
        jobs.read_feeds()
    return True


def late():
    """A quarter of an hour later: what a process that died had claimed is due again."""
    from django.db.models import F

    from needless.channels.models import Digest

    Digest.objects.filter(stage__in=["waiting", "sending"]).update(
        next_at=F("next_at") - timedelta(minutes=16)
    )
    return not enqueue(1)


def state():
    from needless.channels.models import Digest
    from needless.interactions.models import Interaction

    stages = list(Digest.objects.values_list("stage", flat=True))
    return {
        "waiting": stages.count("waiting") + stages.count("sending"),
        "sent": stages.count("sent"),
        "failed": stages.count("failed"),
        "talks": list(
            Interaction.objects.filter(summary__startswith="talk").values_list("summary", flat=True)
        ),
    }


if __name__ == "__main__":
    import django

    django.setup()
    from needless.tables import row_security

    row_security.begin_with(row_security.EVERYONE)
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
