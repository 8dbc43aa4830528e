"""Write a mail from a room's templates, and send it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.functional import Promise

from deffinum.foundation.commands import is_command_running

_CALLS_OUTSIDE = re.compile(
    r"<(?:img|link|script|iframe|object|embed|audio|video|source)\b|url\s*\(|@import", re.IGNORECASE
)
"""What makes a mail program fetch something: an open tracker, or might be."""
_LONGEST_SUBJECT = 200


class MailRefused(ValueError):
    """The mail would fetch something from outside, or has no words; the message names the template."""


class SentInsideCommand(RuntimeError):
    """A command waits for a mail server: it must publish a fact instead, whose reaction sends."""


def send_mail(
    to: str | Sequence[str],
    subject: str | Promise,
    template_base: str,
    context: Mapping[str, Any],
    language: str,
    *,
    list_unsubscribe: str | None = None,
    reply_to: str | None = None,
    key: str = "",
) -> None:
    """Send one mail from a job or a reaction; what the mail server refuses is raised, and the job tried again.

    `template_base` is '<room>/mail/<name>': `.txt` is always sent, `.html` beside it when there is one (it extends
    `design/mail/base.html`). Both get `context`, `subject`, `language`, `site_url` and `sample_mode`; a value
    whose name ends with `_url` and that starts with '/' becomes absolute. Dates are in the platform's zone.

    `list_unsubscribe` is the address that stops these mails with one POST (RFC 8058). `key` names the mail for
    ever ('calls.receipt:<id>'): sent twice by a job that ran again, it carries one Message-ID.
    Raises MailRefused, SentInsideCommand.
    """
    if is_command_running():
        raise SentInsideCommand(template_base)
    with translation.override(language), timezone.override(ZoneInfo(settings.DEFAULT_ZONE)):
        title = " ".join(str(subject).split())[:_LONGEST_SUBJECT]
        known = _known(context, title, language)
        text = _text(template_base, known)
        html = _html(template_base, known)
    if not title or not text:
        raise MailRefused(f"{template_base}: a mail has a subject and words.")
    message = EmailMultiAlternatives(
        subject=title,
        body=text,
        to=[to] if isinstance(to, str) else list(to),
        reply_to=[reply_to] if reply_to else None,
        headers=_headers(language, list_unsubscribe, key),
    )
    if html:
        message.attach_alternative(html, "text/html")
    # Read by django-anymail's providers, which would otherwise follow their own settings.
    message.track_opens = message.track_clicks = False  # type: ignore[attr-defined]
    message.send()


def absolute_url(path: str) -> str:
    """An address of the platform that works outside it: '/appels/' → 'https://…/appels/'; others are left."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") and not path.startswith("//") else path


def _known(context: Mapping[str, Any], title: str, language: str) -> dict[str, Any]:
    given = {
        name: absolute_url(value) if name.endswith("_url") and isinstance(value, str) else value
        for name, value in context.items()
    }
    site = {"site_url": settings.SITE_URL, "sample_mode": settings.SAMPLE_MODE}
    return site | given | {"subject": title, "language": language}


def _text(template_base: str, known: dict[str, Any]) -> str:
    """The words, never escaped: `&` stays `&`. No trailing space, at most one empty line in a row."""
    template: Any = get_template(f"{template_base}.txt")
    written = template.template.render(Context(known, autoescape=False))
    lines = "\n".join(line.rstrip() for line in written.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n" if lines.strip() else ""


def _html(template_base: str, known: dict[str, Any]) -> str:
    """The same in HTML; '' when the room has no such template or the look has no base for mails."""
    name = f"{template_base}.html"
    try:
        html = get_template(name).render(known)
    except TemplateDoesNotExist as absent:
        if str(absent) in {name, "design/mail/base.html"}:
            return ""
        raise
    found = _CALLS_OUTSIDE.search(html)
    if found is not None:
        raise MailRefused(f"{name}: {found[0]!r} would fetch something when the mail is opened.")
    return html


def _headers(language: str, list_unsubscribe: str | None, key: str) -> dict[str, str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    name = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>" if key else make_msgid(domain=host)
    headers = {
        "Message-ID": name,
        "Content-Language": language,
        "Auto-Submitted": "auto-generated",  # RFC 3834: no "out of office" comes back
    }
    if list_unsubscribe:
        headers["List-Unsubscribe"] = f"<{absolute_url(list_unsubscribe)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
