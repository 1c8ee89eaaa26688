"""Letters by post: who deserves one, the words, the card and envelope to print, and that it was posted (M11)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.cards.own import sender_lines
from needless.contacts.models import Contact
from needless.contacts.queries import contact_of
from needless.gatherings import letters as actions
from needless.gatherings.models import Letter
from needless.gatherings.postal import CARDS, ENVELOPES, Post, post_pdf, unprintable
from needless.web.forms import ENJOYMENT
from needless.web.requests import OwnersRequest, say, say_done
from needless.web.today import with_404

CARD_SIZES = [
    ("a6", gettext_lazy("card, A6")), ("a7", gettext_lazy("small card, A7")), ("4x6", gettext_lazy("postcard, 4 by 6 inches")),
    ("a5", gettext_lazy("letter, A5")), ("letter", gettext_lazy("letter, half US letter")),
]  # fmt: skip
ENVELOPE_SIZES = [
    ("c6", gettext_lazy("C6, for A6")), ("dl", gettext_lazy("DL, long")), ("c5", gettext_lazy("C5, for A5")),
    ("10", gettext_lazy("US no. 10")), ("a7us", gettext_lazy("US A7, 5¼ by 7¼ inches")),
]  # fmt: skip
SHOWN = 30


class LetterForm(forms.Form):
    """What is written, and to where."""

    occasion = forms.ChoiceField(choices=Letter.Occasion.choices)
    text = forms.CharField(max_length=8000, required=False)
    address = forms.CharField(max_length=600, required=False)


@require_GET
def letters(request: OwnersRequest) -> HttpResponse:
    """Who deserves a card just now; what is begun, and what was posted."""
    rows = Letter.objects.of(request.user).filter(contact__deleted_at=None).select_related("contact")
    shown = {
        "reasons": actions.occasions_to_write(request.user, timezone.localdate()),
        "begun": rows.filter(posted_on=None).order_by("-pk")[:SHOWN],
        "posted": rows.exclude(posted_on=None).order_by("-posted_on", "-pk")[:SHOWN],
        "photos": {},
    }
    return render(request, "letters.html", shown)


@require_http_methods(["GET", "POST"])
def new(request: OwnersRequest) -> HttpResponse:
    """A new letter to ``contact``, for an ``occasion``, with a wording to begin with."""
    asked = request.POST if request.method == "POST" else request.GET
    pk, occasion = asked.get("contact", ""), asked.get("occasion", "")
    person = with_404(lambda: contact_of(request.user, int(pk) if pk.isdecimal() and len(pk) < 18 else 0))
    occasion = occasion if occasion in Letter.Occasion.values else Letter.Occasion.WORD
    return _written(request, person, None, {
        "occasion": occasion, "text": actions.first_words(request.user, person, occasion),
        "address": actions.address_lines(request.user, person),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def letter(request: OwnersRequest, pk: int) -> HttpResponse:
    """One letter: change the words, print it, say that it was posted."""
    row: Letter = with_404(lambda: Letter.objects.of(request.user).select_related("contact").get(pk=pk))
    return _written(request, row.contact, row, {n: getattr(row, n) for n in ("occasion", "text", "address")})


def _written(
    request: OwnersRequest, person: Contact, row: Letter | None, initial: dict[str, str]
) -> HttpResponse:
    form = LetterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        saved = actions.save_letter(
            request.user, person, said["occasion"], said["text"], said["address"], row
        )
        return redirect("letter", saved.pk)
    shown = {
        "form": form, "contact": person, "letter": row, "occasions": Letter.Occasion.choices, "enjoyment": ENJOYMENT,
        "cards": CARD_SIZES, "envelopes": ENVELOPE_SIZES, "has_address": "\n" in initial["address"].strip(),
        "missing": unprintable(initial["text"] + initial["address"]),
    }  # fmt: skip
    return render(request, "letter.html", shown)


@require_GET
def pdf(request: OwnersRequest, pk: int) -> HttpResponse:
    """The card and the envelope to print; ``card``, ``envelope``: sizes; ``hand``: lines to write on."""
    row: Letter = with_404(lambda: Letter.objects.of(request.user).get(pk=pk))
    card, envelope = request.GET.get("card", "a6"), request.GET.get("envelope", "c6")
    post = Post(
        row.text,
        row.address.splitlines(),
        sender_lines(request.user),
        timezone.localdate(),
        "hand" in request.GET,
    )
    if card not in CARDS or envelope not in ENVELOPES:
        say(request, _("There is no such size."))
        return redirect("letter", pk)
    answer = HttpResponse(post_pdf(post, card, envelope), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="letter-{row.pk}.pdf"'
    return answer


@require_POST
def posted(request: OwnersRequest, pk: int) -> HttpResponse:
    """It is in the post."""
    said = request.POST.get("enjoyment", "")
    liked = int(said) if said in {"1", "2", "3", "4", "5"} else None
    try:
        say_done(
            request, with_404(lambda: actions.post_letter(request.user, pk, timezone.localdate(), liked))
        )
    except ValueError as problem:
        say(request, str(problem))
    return redirect(reverse("letters"))


@require_POST
def delete(request: OwnersRequest, pk: int) -> HttpResponse:
    """Not written after all."""
    say_done(request, with_404(lambda: actions.delete_letter(request.user, pk)))
    return redirect("letters")
