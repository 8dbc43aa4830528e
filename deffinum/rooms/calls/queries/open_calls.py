"""The calls that anyone may read: open, coming, closed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Prefetch, QuerySet

from deffinum.foundation.policies import Actor
from deffinum.foundation.search import folded, found_in
from deffinum.foundation.values import Money, Rate, Text
from deffinum.rooms.calls.models import Call, Wave
from deffinum.rooms.calls.policies.call import visible_calls
from deffinum.rooms.calls.queries.wave_status import WaveTimes, next_wave, times_of
from deffinum.rooms.calls.words import CallState, CallTiming, WaveStatus

ORDER = (CallTiming.OPEN, CallTiming.COMING, CallTiming.CLOSED, CallTiming.RECORD)


@dataclass(frozen=True)
class CallCard:
    """One call in a list. `wave` is the one that matters now; limits are None when the call sets none."""

    id: uuid.UUID
    slug: str
    title: Text
    summary: Text
    owner: str
    lever_slug: str
    region_code: str
    state: str
    timing: CallTiming
    wave: WaveTimes | None
    wave_count: int
    maximum_rate: Rate | None
    maximum_aid: Money | None
    is_sample: bool

    @property
    def is_closed_early(self) -> bool:
        """Closed by a decision, before its calendar's end."""
        return self.state == CallState.CLOSED_EARLY


def call_cards(
    *,
    actor: Actor,
    now: datetime,
    timing: str = "",
    region_code: str = "",
    words: str = "",
    lever_slug: str = "",
) -> tuple[CallCard, ...]:
    """The calls that the actor may read, filtered, open ones first then by closing (two queries, whatever the count).

    `timing` is a CallTiming value, `words` are looked for in titles and summaries of both languages.
    """
    rows = _rows(actor)
    if region_code:
        rows = rows.filter(region_code=region_code)
    if lever_slug:
        rows = rows.filter(lever__slug=lever_slug)
    cards = [card_of(call, now) for call in rows]
    kept = [each for each in cards if timing in ("", each.timing) and _says(each, words)]
    return tuple(sorted(kept, key=_rank))


def open_calls(*, actor: Actor, now: datetime) -> tuple[CallCard, ...]:
    """What one can apply to at this instant, the first to close first."""
    return call_cards(actor=actor, now=now, timing=CallTiming.OPEN)


def timing_of(call: Call, waves: Iterable[WaveTimes]) -> CallTiming:
    """Where a call stands, from its state and its waves' statuses."""
    statuses = {each.status for each in waves}
    if call.state in (CallState.CLOSED_EARLY, CallState.ARCHIVED):
        return CallTiming.CLOSED
    if not statuses:
        return CallTiming.RECORD
    if WaveStatus.OPEN in statuses:
        return CallTiming.OPEN
    return CallTiming.COMING if WaveStatus.COMING in statuses else CallTiming.CLOSED


def card_of(call: Call, now: datetime) -> CallCard:
    """The card of a row fetched with its owner, its lever, its waves and its `limits` annotation."""
    closed = call.state in (CallState.CLOSED_EARLY, CallState.ARCHIVED)
    waves = [times_of(each, now, closed_early=closed) for each in call.waves.all()]
    limits = getattr(call, "limits", None) or {}
    rate, aid = limits.get("maximum_rate_basis_points"), limits.get("maximum_aid_cents")
    return CallCard(
        id=call.pk,
        slug=call.slug,
        title=Text.read(call.title),
        summary=Text.read(call.summary),
        owner=call.owner.name,
        lever_slug=call.lever.slug if call.lever else "",
        region_code=call.region_code,
        state=call.state,
        timing=timing_of(call, waves),
        wave=next_wave(waves),
        wave_count=len(waves),
        maximum_rate=None if rate is None else Rate(rate),
        maximum_aid=None if aid is None else Money(aid),
        is_sample=call.is_sample,
    )


def _rows(actor: Actor) -> QuerySet[Call]:
    return (
        visible_calls(actor)
        .select_related("owner", "lever")
        .prefetch_related(Prefetch("waves", Wave.objects.order_by("number")))
        .annotate(limits=F("current_version__configuration__limits"))
        .order_by("slug")
    )


def _says(card: CallCard, words: str) -> bool:
    return not words.strip() or found_in(folded(words), card.title, card.summary, card.owner)


def _rank(card: CallCard) -> tuple[int, float, str]:
    closes = card.wave.closes_at.timestamp() if card.wave else 0.0
    ascending = card.timing in (CallTiming.OPEN, CallTiming.COMING)
    return ORDER.index(card.timing), closes if ascending else -closes, card.slug
