"""Seal the second factors anew, after SECRET_KEY changed: older keys can then be taken out of its fallbacks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.queries.second_factor import is_safely_kept, opened_factor, sealed_factor

SECRETS = ("secret", "seed", "migrated_codes")
"""Where django-allauth keeps them: a text, or a list of texts."""


@command("people.seal_second_factors")
def seal_second_factors(*, by: Actor, now: datetime) -> int:
    """How many factors were sealed anew; none the second time. Raises SealBroken: nothing is then changed."""
    factors = Authenticator.objects.filter(type__in=(Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES))
    changed = 0
    for each in factors.select_for_update(no_key=True).order_by("pk"):
        data = {key: _anew(value) if key in SECRETS else value for key, value in each.data.items()}
        if data != each.data:
            Authenticator.objects.filter(pk=each.pk).update(data=data)
            changed += 1
    return changed


def _anew(stored: Any) -> Any:
    if isinstance(stored, list):
        return [_anew(each) for each in stored]
    return stored if is_safely_kept(stored) else sealed_factor(opened_factor(stored))
