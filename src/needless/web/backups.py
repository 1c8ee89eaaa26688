"""Backups of the whole instance: when the last one was, and what its keeper sets (M17)."""

from __future__ import annotations

import os
from pathlib import Path

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from needless.backups import scheduling
from needless.backups.ages import NotUnlocked, check_recipient
from needless.backups.models import BackupPlan
from needless.clock.jobs import back_up
from needless.owners.invitations import is_admin
from needless.web.requests import OwnersRequest, say


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone, not when it runs
    """Where, how often, how many, under which lock."""

    class Meta:
        model = BackupPlan
        fields = ("is_on", "folder", "every_hours", "keep_daily", "keep_weekly", "keep_monthly", "recipients")
        widgets = {"recipients": forms.Textarea({"rows": 2, "spellcheck": "false"})}
        help_texts = {
            "folder": gettext_lazy(
                "On the machine that runs Needless; another disk is best. Empty: in the data folder."
            ),
            "recipients": gettext_lazy("One a line, each begins with age1. Empty: not locked."),
        }

    def clean_folder(self) -> str:
        text = str(self.cleaned_data["folder"]).strip()
        if not text:
            return ""
        path = Path(text)
        if not path.is_absolute() or not path.is_dir() or not os.access(path, os.W_OK):
            raise forms.ValidationError(_("There is no such folder, or Needless may not write in it."))
        return text

    def clean_recipients(self) -> str:
        try:
            return "\n".join(check_recipient(line) for line in self.cleaned_data["recipients"].split())
        except NotUnlocked as error:
            raise forms.ValidationError(str(error)) from error


@require_http_methods(["GET", "POST"])
def backups(request: OwnersRequest) -> HttpResponse:
    """The state for everybody; the settings for who keeps the instance."""
    plan, may_set = scheduling.plan_of_backups(), is_admin(request.user)
    if request.method == "POST" and not may_set:
        raise PermissionDenied
    form = PlanForm(request.POST or None, instance=scheduling.plan_of_backups())
    if request.method == "POST" and form.is_valid():
        form.save()
        say(request, _("Saved."))
        return redirect("backups")
    shown = {
        "form": form,
        "may_set": may_set,
        "good": scheduling.last_good(),
        "problem": scheduling.why_unsafe(),
    }
    shown |= {
        "there": scheduling.backups_there() if may_set else (),
        "folder": scheduling.folder_of_backups(plan),
    }
    return render(request, "backups.html", shown, status=422 if form.errors else 200)


@require_POST
def back_up_now(request: OwnersRequest) -> HttpResponse:
    """Not waiting for its time."""
    if not is_admin(request.user):
        raise PermissionDenied
    scheduling.make_due()
    back_up()
    say(request, _("A backup is being made and compared; it is in the list in a moment."))
    return redirect("backups")
