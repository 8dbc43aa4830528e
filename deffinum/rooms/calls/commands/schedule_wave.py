"""Add a wave to a call, from its published local times."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.models import Call, Wave
from deffinum.rooms.calls.policies.call import may_run_call
from deffinum.rooms.calls.queries.wave_status import InvalidLocalTime, instant_of


class WaveRefused(DomainError):
    """The wave's times cannot be understood, or overlap those of another wave."""


@command("calls.schedule_wave")
def schedule_wave(
    *,
    call_id: uuid.UUID,
    opens_local: str,
    closes_local: str,
    grace_seconds: int = 0,
    results_published_on: date | None = None,
    results_source: str = "",
    by: Actor,
    now: datetime,
) -> Wave:
    """Add the call's next wave. Local times read 'YYYY-MM-DDTHH:MM' in the call's zone; the grace is in seconds.

    Raises Refused, WaveRefused.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    may_run_call(by, call, now=now).require()
    try:
        opens_at = instant_of(opens_local, call.zone)
        closes_at = instant_of(closes_local, call.zone, later=True)
    except InvalidLocalTime as problem:
        raise WaveRefused(
            _("Cette date n’existe pas dans le fuseau de l’appel. Rien n’a été créé : vérifiez le jour et l’heure."),
            field="closes_local",
        ) from problem
    if closes_at <= opens_at or grace_seconds < 0:
        raise WaveRefused(_("La clôture doit suivre l’ouverture. Rien n’a été créé."), field="closes_local")
    if call.waves.filter(opens_at__lt=closes_at, closes_at__gt=opens_at).exists():
        raise WaveRefused(
            _("Cette vague chevauche une autre vague de l’appel. Rien n’a été créé."), field="opens_local"
        )
    last = call.waves.order_by("-number").values_list("number", flat=True).first() or 0
    return Wave.objects.create(
        call=call,
        number=last + 1,
        opens_at=opens_at,
        closes_at=closes_at,
        opens_local=opens_local,
        closes_local=closes_local,
        zone=call.zone,
        grace_seconds=grace_seconds,
        results_published_on=results_published_on,
        results_source=results_source,
    )
