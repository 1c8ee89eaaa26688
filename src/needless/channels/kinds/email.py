"""The digest by mail: plain and HTML, no pictures from elsewhere, one click to stop it (RFC 8058)."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needless.channels.kinds.sending import NotSent
from needless.channels.links import stop_path
from needless.channels.models import PlanChannel
from needless.channels.texts import DigestText


class Email:
    """To one address, by the mail server of this instance."""

    name = "email"
    label = gettext_lazy("E-mail")

    def is_missing(self) -> str:
        """The mail server, where none is set."""
        if settings.EMAIL_HOST:
            return ""
        return _("This instance has no mail server: set NEEDLESS_EMAIL_URL (help tells how).")

    def settle(self, given: Mapping[str, str]) -> tuple[dict[str, str], str]:
        """``to``: a mail address."""
        to = given.get("to", "").strip()
        try:
            validate_email(to)
        except ValidationError:
            raise ValueError(_("“%(to)s” is no mail address.") % {"to": to[:80]}) from None
        return {"to": to}, ""

    def where(self, channel: PlanChannel) -> str:
        """The address."""
        return str(channel.settings.get("to", ""))

    def send(self, channel: PlanChannel, text: DigestText, mark: str) -> None:
        """Hand it to the mail server."""
        if missing := self.is_missing():
            raise NotSent(missing)
        to = self.where(channel)
        try:
            mail_of(channel, text, mark).send()
        except (smtplib.SMTPException, OSError) as problem:
            raise NotSent(_said(problem, to)) from problem


def mail_of(channel: PlanChannel, text: DigestText, mark: str) -> EmailMultiAlternatives:
    """The mail, not sent."""
    stop = channel.site + stop_path(channel)
    shown = {"text": text, "stop": stop}
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "needless"
    mail = EmailMultiAlternatives(
        text.subject,
        render_to_string("mail/digest.txt", shown),
        to=[str(channel.settings.get("to", ""))],
        headers={
            "Message-ID": f"<{mark}@{domain}>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("mail/digest.html", shown), "text/html")
    return mail


def _said(problem: Exception, to: str) -> str:
    host = settings.EMAIL_HOST
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return _("The mail server %(host)s does not accept our name and password.") % {"host": host}
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return _("The mail server %(host)s does not take mail for %(to)s.") % {"host": host, "to": to}
    if isinstance(problem, smtplib.SMTPResponseException):
        answer = problem.smtp_error
        said = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
        facts = {"host": host, "code": problem.smtp_code, "said": said[:120]}
        return _("The mail server %(host)s answered %(code)s: %(said)s") % facts
    kind = type(problem).__name__
    return _("The mail server %(host)s could not be reached (%(kind)s).") % {"host": host, "kind": kind}
