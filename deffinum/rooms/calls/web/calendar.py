"""`/appels/<slug>/calendrier.ics`: openings and closings for any calendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.formats import instant_text
from deffinum.design.requests import now_of
from deffinum.rooms.calls.queries.call_page import CallPage
from deffinum.rooms.calls.web.readable_call import readable_call

LONGEST_LINE = 75
"""Octets of a line before it is folded."""


def file(request: HttpRequest, slug: str) -> HttpResponse:
    """The call's calendar as a file; 404 when no wave is known."""
    call = readable_call(request, slug)
    if not call.waves:
        raise Http404
    response = HttpResponse(calendar_text(call, now_of(request)), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{call.card.slug}.ics"'
    return response


def calendar_text(call: CallPage, now: datetime) -> str:
    """One event an opening and one a closing, in UTC, with a reminder a week before each closing."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Deffinum//Appels//FR", "CALSCALE:GREGORIAN"]
    for wave in call.waves:
        number = {"call": str(call.card.title), "number": wave.number}
        opening = _("Ouverture de la vague %(number)s : %(call)s") % number
        closing = _("Clôture de la vague %(number)s : %(call)s") % number
        lines += _event(call, f"{wave.number}-ouverture", opening, wave.opens_at, now)
        lines += _event(call, f"{wave.number}-cloture", closing, wave.closes_at, now, reminder=True)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(
    call: CallPage, key: str, title: str, instant: datetime, now: datetime, *, reminder: bool = False
) -> list[str]:
    address = f"{settings.SITE_URL}{reverse('calls:call', args=[call.card.slug])}"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{call.card.id}-{key}@deffinum",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(instant)}",
        f"DTEND:{_utc(instant)}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(instant_text(instant, call.zone))}",
        f"URL:{address}",
    ]
    if reminder:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(title)}", "TRIGGER:-P7D", "END:VALARM"]
    return [*lines, "END:VEVENT"]


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets, cut between characters; the following ones start with a space."""
    current, room = "", LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            yield current
            current, room = " ", LONGEST_LINE - 1
        current += character
        room -= size
    yield current
