"""The side of a call's page: the one thing to do now, what can be obtained, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from deffinum.design.formats import in_zone, instant_text
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Row
from deffinum.foundation.policies import Verdict
from deffinum.rooms.calls.queries.call_page import CallPage
from deffinum.rooms.calls.queries.my_applications import MyApplication, my_applications
from deffinum.rooms.calls.web.readable_call import start_address, start_verdict
from deffinum.rooms.calls.words import WaveStatus

LINE_BREAK = mark_safe("<br>")
FEW_OF_MINE = 2
"""Applications of one's own that the side names; the others are on "mes candidatures"."""


@dataclass(frozen=True)
class Action:
    """A button. `url` is '' when the verdict says no; `note` says which application it is about."""

    label: str
    url: str
    verdict: Verdict
    note: str = ""
    kind: str = "secondary"


@dataclass(frozen=True)
class CallAside:
    """What stands beside the call, before it on a phone. `is_counted`: an opening or a closing is ahead."""

    actions: tuple[Action, ...]
    rows: tuple[Row, ...]
    is_counted: bool


def aside_of(request: HttpRequest, call: CallPage) -> CallAside:
    """The side for this reader (two queries more for those who act for an organisation)."""
    wave = None if call.card.is_closed_early else call.card.wave
    mine = tuple(_continued(request, call))
    return CallAside(
        actions=_ranked(*mine, *_begun(call, is_first=not mine)),
        rows=(*_amounts(call), *_moments(call)),
        is_counted=wave is not None and wave.status in {WaveStatus.OPEN, WaveStatus.COMING},
    )


def _ranked(*actions: Action) -> tuple[Action, ...]:
    """The first one is the main action; a page has one."""
    return tuple(replace(each, kind="secondary" if rank else "primary") for rank, each in enumerate(actions))


def _continued(request: HttpRequest, call: CallPage) -> Iterator[Action]:
    """One's own applications to this call: take it up again, or follow it."""
    actor = actor_of(request)
    mine = my_applications(actor, now=now_of(request), call_id=call.card.id) if actor.organisation_ids else ()
    for each in mine[:FEW_OF_MINE]:
        label = _("Reprendre ma candidature") if each.to_do else _("Voir ma candidature")
        yield Action(label, reverse("calls:application", args=[each.summary.id]), Verdict(True), _named(each))


def _named(mine: MyApplication) -> str:
    return f"{mine.summary.reference} · {mine.summary.title}"


def _begun(call: CallPage, *, is_first: bool) -> Iterator[Action]:
    """The pre-check, then a new application (greyed with its reason when none can be begun)."""
    if call.has_precheck:
        address = reverse("calls:precheck", args=[call.card.slug])
        yield Action(_("Vérifier en cinq questions"), address, Verdict(True))
    label = _("Préparer une candidature") if is_first else _("Préparer une autre candidature")
    yield Action(label, start_address(call), start_verdict(call))


def _amounts(call: CallPage) -> Iterator[Row]:
    """What can be obtained; what the call does not set is left out (its caveats say so under « Combien »)."""
    limits = call.configuration
    if limits.maximum_aid:
        yield Row(_("Montant maximal de l’aide"), str(limits.maximum_aid))
    if limits.maximum_rate:
        yield Row(_("Aide au plus"), _("%(value)s de l’assiette éligible") % {"value": limits.maximum_rate})
    if limits.envelope:
        yield Row(_("Enveloppe de l’appel"), str(limits.envelope))


def _moments(call: CallPage) -> Iterator[Row]:
    """Opening and closing of the wave that matters, save the one that the countdown already says."""
    wave = call.card.wave
    if wave is None or call.card.is_closed_early:
        return
    number = {"number": wave.number}
    if wave.status != WaveStatus.COMING:
        yield Row(_("Ouverture de la vague %(number)s") % number, _both_zones(wave.opens_at, wave.zone))
    if wave.status != WaveStatus.OPEN:
        yield Row(_("Clôture de la vague %(number)s") % number, _both_zones(wave.closes_at, wave.zone))


def _both_zones(instant: datetime, zone: str) -> SafeString:
    """The instant on the call's clocks, then on the platform's when they differ (as the countdown says it)."""
    zones = [zone]
    if in_zone(instant, zone).utcoffset() != in_zone(instant).utcoffset():
        zones.append(settings.DEFAULT_ZONE)
    return format_html_join(LINE_BREAK, "{}", ((instant_text(instant, each),) for each in zones))
