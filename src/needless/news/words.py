"""What is said of a story and to whom: the reason in one line, and a message with the one fact filled in (M13)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.method.lexical import stem_of
from needless.news.models import Offer


def work_of(contact: Contact) -> str:
    """What they do, in a few words; "" where it is not known."""
    if contact.title and contact.organisation:
        return _("%(title)s at %(organisation)s") % {
            "title": contact.title,
            "organisation": contact.organisation,
        }
    return contact.title or contact.organisation


def reason(offer: Offer) -> str:
    """Why it is for them: "Ports, customs: close to “freight”; Supply chain VP at Orient Lines"."""
    return reason_for(offer.contact, offer.terms, offer.facts)


def reason_for(contact: Contact, words: Sequence[str], facts: Sequence[str]) -> str:
    """The same, of a match's words and of the facts of theirs that they meet."""
    terms = ", ".join(_in_a_sentence(term) for term in words)
    known = [fact for fact in facts if fact.lower() != contact.title.lower()]
    close = _("close to %(facts)s") % {"facts": ", ".join(f"“{fact}”" for fact in known)} if known else ""
    told = "; ".join(part for part in (close, work_of(contact)) if part)
    said = ": ".join(part for part in (terms, told) if part)
    return said[:1].upper() + said[1:]


def _in_a_sentence(term: str) -> str:
    return term if term.isupper() else term.lower()


def message(offer: Offer) -> str:
    """A few words to send along; the owner changes them as they like."""
    facts = {"name": offer.contact.first_name, "title": offer.story.title}
    if fact := _fact(offer):
        said = _("Hi %(name)s, I came across this on %(fact)s and thought of you: %(title)s") % (
            facts | {"fact": fact}
        )
    else:
        said = _("Hi %(name)s, I came across this and thought of you: %(title)s") % facts
    return f"{said}\n{offer.story.url}".strip()


def _fact(offer: Offer) -> str:
    """What of theirs it is about: a field of theirs, else what carries the story, rather not a word of their own title."""
    own = (offer.contact.title.lower(), offer.contact.organisation.lower())
    fields = [fact for fact in offer.facts if fact.lower() not in own and len(fact) < 60]
    terms = [_in_a_sentence(term) for term in offer.terms]
    title = {stem_of(word) for word in own[0].split()}
    others = [term for term in terms if stem_of(term.lower()) not in title]
    return next((str(fact) for fact in (*fields, *others, *terms)), "")
