"""Filters that write amounts, rates, dates and long texts. The `design` builtin takes them all in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language

from deffinum.design import formats
from deffinum.design.repeated import STATE_TONES
from deffinum.design.rich_text import markdown_html
from deffinum.foundation.values import Money, PartialDate, Rate

register = template.Library()

DSFR_TONES = {"success": "success", "warning": "warning", "danger": "error", "info": "info", "progress": "info"}


@register.filter
def money(amount: Money | int | None) -> str:
    """`{{ award.aid_cents|money }}`: '4 849 695 €'. An int counts cents; None: 'non renseigné'."""
    return formats.money_text(amount)


@register.filter
def rate(value: Rate | int | None) -> str:
    """`{{ call.maximum_rate|rate }}`: '70 %'. An int counts basis points; None: 'non renseigné'."""
    return formats.rate_text(value)


@register.filter
def count(number: int) -> str:
    """`{{ total|count }}`: '1 005' with no-break spaces."""
    return formats.count_text(number)


@register.filter
def instant(value: datetime | None, zone: str = "") -> SafeString:
    """`{{ wave.closes_at|instant:wave.zone }}`: '<time …>2 mai 2022 à 12 h 00 (heure de Paris)</time>'."""
    if value is None:
        return SafeString("")
    return format_html(
        '<time datetime="{}">{}</time>', formats.machine_instant(value), formats.instant_text(value, zone)
    )


@register.filter
def instant_short(value: datetime | None, zone: str = "") -> SafeString:
    """The same without the zone's name: for tables whose caption says the zone."""
    if value is None:
        return SafeString("")
    said = formats.instant_text(value, zone, with_zone=False)
    return format_html('<time datetime="{}">{}</time>', formats.machine_instant(value), said)


@register.filter
def day(value: date | datetime | PartialDate | None, zone: str = "") -> SafeString:
    """`{{ wave.opens_on|day }}`: '<time datetime="2021-06-01">1er juin 2021</time>'; an instant is put in its zone.

    A PartialDate is written as far as it is known: 'octobre 2021'.
    """
    if not value:
        return SafeString("")
    if isinstance(value, PartialDate):
        return format_html('<time datetime="{}">{}</time>', value.text, value.display(get_language() or "fr"))
    if isinstance(value, datetime):
        value = formats.in_zone(value, zone).date()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.day_text(value))


@register.filter
def duration_days(value: timedelta | int | None) -> str:
    """`{{ delay|duration_days }}`: '433 jours'."""
    return formats.duration_text(value)


@register.filter
def markdown(text: str | None) -> SafeString:
    """`{{ call.presentation|markdown }}`: cleaned HTML, headings from level 2."""
    return markdown_html(str(text or ""))


@register.filter
def tone_of(state: str) -> str:
    """The tone of a step's state ('done' → 'success')."""
    return STATE_TONES.get(state, "neutral")


@register.filter
def dsfr_tone(tone: str) -> str:
    """The State's design system has four tones: 'success', 'error', 'info', 'warning' ('' for none)."""
    return DSFR_TONES.get(tone, "")


@register.filter
def anchor(label: object) -> str:
    """A stable identifier made from words, for `id` and `aria-labelledby`."""
    return slugify(str(label)) or "partie"
