"""Who could vouch for what, and the page that reminds them before they are asked (M3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.asking import actions
from needless.asking.leads import askable
from needless.asking.paper import refresher_pdf
from needless.asking.references import evidence_of, own_jobs, own_skills
from needless.asking.references import references as found_references
from needless.asking.refresher import refresher
from needless.cards.own import sender_lines
from needless.contacts.models import Contact
from needless.method.readiness import NEARLY
from needless.web.contact import contact_or_404
from needless.web.requests import OwnersRequest, say, say_done
from needless.web.today import with_404

MOST_SHOWN = 12
ASKED_FOR = {
    "introduction": (_l("For an introduction"), _l("They introduced you before.")),
    "advice": (_l("For advice"), _l("In your field, and further on than you.")),
    "lead": (_l("For a lead"), _l("Warm ties, your own field first.")),
}


@require_GET
def references(request: OwnersRequest) -> HttpResponse:
    """The readiest first, with the parts of it; for one job or one skill where that is asked for."""
    owner, on = request.user, timezone.localdate()
    jobs, number, skill = own_jobs(owner), request.GET.get("job", ""), request.GET.get("skill", "").strip()
    job = next((job for job in jobs if str(job.pk) == number), None)
    rows = found_references(owner, on, job.pk if job else None, skill)
    ready = sum(row.is_ready for row in rows)
    nearly = sum(row.parts.readiness >= NEARLY for row in rows) - ready
    best = max(rows, key=lambda row: row.gain, default=None)
    shown: dict[str, Any] = {
        "rows": rows[:MOST_SHOWN], "more": max(0, len(rows) - MOST_SHOWN), "best": best if best and best.raised_by else None,
        "jobs": jobs, "job": job, "skills": own_skills(owner), "skill": skill, "ready": ready, "nearly": nearly,
        "search": actions.current_search(owner), "photos": {},
    }  # fmt: skip
    if shown["search"]:
        shown["askable"] = [
            (*ASKED_FOR[kind], kind, found) for kind, found in askable(owner, on).items() if found
        ]
    return render(request, "references.html", shown)


def _left_out(request: OwnersRequest) -> frozenset[str]:
    """Facts that the owner does not want on the page: those shown before and not ticked any more."""
    return frozenset(request.GET.getlist("shown")) - frozenset(request.GET.getlist("keep"))


@require_http_methods(["GET", "POST"])
def together(request: OwnersRequest, pk: int) -> HttpResponse:
    """What was done together, as a page to send before asking; more of it is written down here."""
    person, problem, on = contact_or_404(request, pk), "", timezone.localdate()
    if request.method == "POST":
        try:
            _row, undo = actions.add_shared_work(request.user, person, **_typed(request))
            say_done(request, undo)
            return redirect("together", pk)
        except ValueError as said:
            problem = str(said)
    left_out = _left_out(request)
    shown: dict[str, Any] = {
        "contact": person, "all": refresher(request.user, person, on), "sections": refresher(request.user, person, on, left_out),
        "left_out": left_out, "work": evidence_of(request.user, person, on).work, "jobs": own_jobs(request.user),
        "problem": problem, "typed": request.POST, "query": request.GET.urlencode(), "sender": sender_lines(request.user),
    }  # fmt: skip
    return render(request, "together.html", shown, status=422 if problem else 200)


def _typed(request: OwnersRequest) -> dict[str, Any]:
    job = request.POST.get("job", "")
    return {
        "text": request.POST.get("text", ""),
        "position_id": int(job) if job.isdecimal() and len(job) < 18 else None,
        "began": request.POST.get("began", ""),
        "ended": request.POST.get("ended", ""),
    }


@require_GET
def pdf(request: OwnersRequest, pk: int) -> HttpResponse:
    """The same, to print or to attach."""
    person: Contact = contact_or_404(request, pk)
    sections = refresher(request.user, person, timezone.localdate(), _left_out(request))
    title = _("For %(name)s: what we did together") % {"name": person.name}
    paper = refresher_pdf(title, sections, sender_lines(request.user), timezone.localdate())
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="refresher-{person.pk}.pdf"'
    return answer


@require_POST
def remove(request: OwnersRequest, pk: int) -> HttpResponse:
    """That was not done together."""
    person, undo = with_404(lambda: actions.remove_shared_work(request.user, pk))
    say(request, _("Removed."), undo)
    return redirect("together", person.pk)
