"""How amounts, rates, dates and durations are written, in the language in force.

French: "2 mai 2022 à 12 h 00 (heure de Paris)". English: "2 May 2022 at 12:00 (Paris time)".
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from deffinum.foundation.values import Money, Rate

NO_BREAK = "\u00a0"
NARROW = "\u202f"
_MONTHS = {
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_CITIES = {
    "Europe/Paris": ("heure de Paris", "Paris time"),
    "Indian/Reunion": ("heure de La Réunion", "Réunion time"),
    "Indian/Mayotte": ("heure de Mayotte", "Mayotte time"),
    "America/Martinique": ("heure de la Martinique", "Martinique time"),
    "America/Guadeloupe": ("heure de la Guadeloupe", "Guadeloupe time"),
    "America/Cayenne": ("heure de la Guyane", "French Guiana time"),
    "America/Miquelon": ("heure de Saint-Pierre-et-Miquelon", "Saint-Pierre and Miquelon time"),
    "Pacific/Noumea": ("heure de Nouméa", "Nouméa time"),
    "Pacific/Tahiti": ("heure de Tahiti", "Tahiti time"),
    "UTC": ("temps universel", "UTC"),
}


def in_english() -> bool:
    """Is the language in force English?"""
    return (get_language() or "fr").startswith("en")


def _language() -> str:
    return "en" if in_english() else "fr"


def money_text(amount: Money | int | None) -> str:
    """'4 849 695 €' or '€4,849,695'; an int counts cents; None says that the amount is not known."""
    if amount is None:
        return _("non renseigné")
    return (Money(amount) if isinstance(amount, int) else amount).display(_language())


def rate_text(rate: Rate | int | None) -> str:
    """'65,34 %' or '65.34%'; an int counts basis points; None says that the rate is not known."""
    if rate is None:
        return _("non renseigné")
    return (Rate(rate) if isinstance(rate, int) else rate).display(_language())


def count_text(number: int) -> str:
    """'34 875' or '34,875'."""
    return f"{number:,}" if in_english() else f"{number:,}".replace(",", NARROW)


def zone_text(zone: str) -> str:
    """'heure de Paris', 'Paris time'; an unknown zone gives its city."""
    fallback = zone.rsplit("/", 1)[-1].replace("_", " ")
    french, english = _CITIES.get(zone, (f"heure de {fallback}", f"{fallback} time"))
    return english if in_english() else french


def day_text(value: date) -> str:
    """'1er mai 2022' or '1 May 2022' (the date as given, without any change of zone)."""
    month = _MONTHS[_language()][value.month - 1]
    rank = "1er" if value.day == 1 and not in_english() else str(value.day)
    return f"{rank}{NO_BREAK}{month}{NO_BREAK}{value.year}"


def hour_text(value: datetime) -> str:
    """'12 h 00' or '12:00'."""
    if in_english():
        return f"{value:%H:%M}"
    return f"{value.hour}{NO_BREAK}h{NO_BREAK}{value.minute:02d}"


def in_zone(instant: datetime, zone: str = "") -> datetime:
    """The instant on the clocks of a zone (the platform's when none is given). A naive instant is refused."""
    if instant.tzinfo is None:
        raise ValueError("An instant carries its zone.")
    return instant.astimezone(ZoneInfo(zone or settings.DEFAULT_ZONE))


def instant_text(instant: datetime, zone: str = "", *, with_zone: bool = True) -> str:
    """'2 mai 2022 à 12 h 00 (heure de Paris)' or '2 May 2022 at 12:00 (Paris time)'."""
    zone = zone or settings.DEFAULT_ZONE
    local = in_zone(instant, zone)
    joined = f"{day_text(local)} at {hour_text(local)}" if in_english() else f"{day_text(local)} à {hour_text(local)}"
    return f"{joined} ({zone_text(zone)})" if with_zone else joined


def machine_instant(instant: datetime) -> str:
    """The `datetime` attribute: '2022-05-02T10:00:00Z'."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def duration_text(duration: timedelta | int | None) -> str:
    """Whole days, rounded down: '433 jours', '1 jour', 'moins d’un jour'; an int counts days."""
    if duration is None:
        return _("non renseigné")
    days = duration.days if isinstance(duration, timedelta) else duration
    if days == 0:
        return _("moins d’un jour")
    unit = _("jour") if abs(days) == 1 else _("jours")
    return f"{count_text(days)}{NO_BREAK}{unit}"


def remaining_text(left: timedelta) -> str:
    """What is left before a deadline, in the two largest units: '12 jours 4 heures', '3 heures 20 minutes'."""
    seconds = max(int(left.total_seconds()), 0)
    parts = (
        (seconds // 86_400, _("jour"), _("jours")),
        (seconds % 86_400 // 3600, _("heure"), _("heures")),
        (seconds % 3600 // 60, _("minute"), _("minutes")),
    )
    kept = [each for each in parts if each[0]][:2]
    if not kept:
        return _("moins d’une minute")
    return " ".join(f"{number}{NO_BREAK}{one if number == 1 else many}" for number, one, many in kept)


def cell_text(text: str) -> str:
    """A text for a cell of a CSV file: one that a spreadsheet would run as a formula ('=…', '+…', '-…', '@…', a tab)
    gets an apostrophe before it, as spreadsheets themselves write such texts (OWASP, CSV injection).
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
