"""How figures of learning are written: times, shares, months, and what is hidden."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from deffinum.design.formats import NO_BREAK, cell_text, count_text, day_text, machine_instant, rate_text
from deffinum.rooms.records.queries.group_sums import Asked, Period, Shown
from deffinum.rooms.records.queries.learner_progress import Standing
from deffinum.rooms.records.words import Facet, Grain

NOTHING = "–"


def hidden() -> str:
    """What stands in place of a figure about too few learners."""
    return _("masqué")


def time_text(milliseconds: int | None) -> str:
    """'45 s', '4 min 30 s', '1 h 05 min'; a dash when it is not known."""
    if milliseconds is None:
        return NOTHING
    seconds = (milliseconds + 500) // 1000
    if seconds < 60:
        return f"{seconds}{NO_BREAK}s"
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes}{NO_BREAK}min" + (f" {rest}{NO_BREAK}s" if rest else "")
    return f"{minutes // 60}{NO_BREAK}h" + (f" {minutes % 60:02d}{NO_BREAK}min" if minutes % 60 else "")


def number_text(number: int | None) -> str:
    """A count, or that it is hidden."""
    return hidden() if number is None else count_text(number)


def share_of(count: int, of: int) -> int:
    """A whole percentage, rounded to the nearest."""
    return (200 * count + of) // (2 * of) if of else 0


def share_text(count: int | None, of: int | None) -> str:
    """'12 (80 %)', or that it is hidden."""
    if count is None or of is None:
        return hidden()
    return f"{count_text(count)} ({share_of(count, of)}{NO_BREAK}%)" if of else count_text(count)


def score_text(basis_points: int | None) -> str:
    """'87,5 %', or a dash."""
    return NOTHING if basis_points is None else rate_text(basis_points)


def counted_text(shown: Shown, name: str) -> str:
    """A count, 'au moins 12' where a part of it is hidden, or that all of it is."""
    number = getattr(shown, name)
    if number is None or name not in shown.at_least:
        return number_text(number)
    return _("au moins %(number)s") % {"number": count_text(number)}


def shown_share(shown: Shown, name: str) -> str:
    """'12 (80 %)' where both counts are whole, else the count alone."""
    if shown.is_hidden or {name, "learners"} & set(shown.at_least):
        return counted_text(shown, name)
    return share_text(getattr(shown, name), shown.learners)


def period_text(period: Period, grain: Grain) -> str:
    """'3 mars 2026', 'semaine du 2 mars 2026', 'mars 2026', '1er trimestre 2026', '2026'."""
    day = period.begins
    if grain == Grain.DAY:
        return day_text(day)
    if grain == Grain.WEEK:
        return _("semaine du %(day)s") % {"day": day_text(day)}
    if grain == Grain.MONTH:
        return date_format(day, "F Y")
    if grain == Grain.QUARTER:
        return _("trimestre %(number)s de %(year)s") % {"number": (day.month + 2) // 3, "year": day.year}
    return str(day.year)


def named_text(facet: Facet, title: str) -> str:
    """'Atelier (lieu)'."""
    return f"{title} ({str(facet.label).lower()})"


def asked_text(asked: Asked, titles: Mapping[UUID, str]) -> str:
    """What the figures are about, in words: the period, then the version, path and place."""
    words = []
    if asked.since and asked.until:
        words.append(_("du %(since)s au %(until)s") % {"since": day_text(asked.since), "until": day_text(asked.until)})
    elif asked.since:
        words.append(_("depuis le %(since)s") % {"since": day_text(asked.since)})
    elif asked.until:
        words.append(_("jusqu’au %(until)s") % {"until": day_text(asked.until)})
    for facet in Facet:
        key = getattr(asked, facet.value)
        if key is not None:
            words.append(named_text(facet, titles.get(key, _("inconnu"))))
    return " · ".join(words)


def standing_text(standing: Standing) -> str:
    """Where an attempt stands, in words."""
    return {
        Standing.DONE: _("Réussi ou terminé"),
        Standing.STUCK: _("Bloqué"),
        Standing.SILENT: _("Sans nouvelles"),
        Standing.UNDER_WAY: _("En cours"),
    }[standing]


TONES = {
    Standing.DONE: "success",
    Standing.STUCK: "warning",
    Standing.SILENT: "stopped",
    Standing.UNDER_WAY: "progress",
}
"""Of the tag that says it."""


def csv_answer(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """UTF-8 with its mark (spreadsheets read the accents), comma, one line an entry; what is hidden is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(each) for each in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _cell(value: object) -> str:
    if value is None:
        return ""
    return machine_instant(value) if isinstance(value, datetime) else cell_text(str(value))
