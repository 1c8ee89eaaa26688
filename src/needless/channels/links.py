"""Links in a digest that do one thing and no other, for whoever holds the mail: signed, and good for a few days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from needless.channels.models import PlanChannel
from needless.owners.models import Owner
from needless.plan import actions
from needless.plan.models import Suggestion
from needless.plan.queries import suggestion_of

LASTS = timedelta(days=4)
LATER = timedelta(days=7)
VERBS = ("done", "later")
ACT, STOP = "needless.channels.act", "needless.channels.stop"  # salts


class LinkIsOver(ValueError):
    """The link does nothing, or nothing any more; in words."""


def site_of(request: HttpRequest) -> str:
    """Where links lead that are read elsewhere: NEEDLESS_URL, else where the owner is now."""
    return str(settings.SITE) or request.build_absolute_uri("/").rstrip("/")


@dataclass(frozen=True, slots=True)
class Act:
    """What a link does: ``verb`` to the suggestion, as its owner."""

    owner: Owner
    suggestion: Suggestion
    verb: str


def act_path(suggestion: Suggestion, verb: str) -> str:
    """The path of a link that does ``verb`` ("done", "later") to this suggestion."""
    said = [suggestion.owner_id, suggestion.pk, verb]
    return reverse("digest-act", args=[signing.dumps(said, salt=ACT)])


def read_act(token: str) -> Act:
    """What the link does. Raises LinkIsOver for one that is forged, too old or used, and where the thing is gone."""
    try:
        owner_id, pk, verb = signing.loads(token, salt=ACT, max_age=LASTS)
        if verb not in VERBS:
            raise ValueError
        owner = Owner.objects.get(pk=owner_id, is_active=True)
        found = Act(owner, suggestion_of(owner, pk), verb)
    except signing.SignatureExpired:
        raise LinkIsOver(_("This link is too old: it works for four days.")) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkIsOver(_("This link is not complete, or none of ours.")) from None
    except (Owner.DoesNotExist, Suggestion.DoesNotExist):
        raise LinkIsOver(_("What this link was about is not there any more.")) from None
    if found.suggestion.stage != Suggestion.Stage.OPEN:
        stage = found.suggestion.get_stage_display()
        raise LinkIsOver(_("This was decided already: %(stage)s.") % {"stage": stage})
    return found


def do(act: Act, on: date) -> str:
    """Do it, and say so. Raises LinkIsOver where it cannot be done."""
    pk = act.suggestion.pk
    try:
        if act.verb == "done":
            actions.finish(act.owner, pk, on)
            return _("Logged. Well done.")
        actions.postpone(act.owner, pk, max(on, act.suggestion.on) + LATER)
    except ValueError as problem:
        raise LinkIsOver(str(problem)) from problem
    return _("It comes back in a week.")


def stop_path(channel: PlanChannel) -> str:
    """The path of the link by which a channel is stopped: for List-Unsubscribe, so it does not grow old."""
    return reverse("digest-stop", args=[signing.dumps([channel.owner_id, channel.pk], salt=STOP)])


def read_stop(token: str) -> PlanChannel:
    """The channel that the link stops. Raises LinkIsOver."""
    try:
        owner_id, pk = signing.loads(token, salt=STOP)
        found: PlanChannel = PlanChannel.objects.of(Owner.objects.get(pk=owner_id)).get(pk=pk)
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkIsOver(_("This link is not complete, or none of ours.")) from None
    except (Owner.DoesNotExist, PlanChannel.DoesNotExist):
        raise LinkIsOver(_("Nothing is sent to you by that channel any more.")) from None
    return found
