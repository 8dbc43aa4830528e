"""Seal the secrets of other stores anew, after SECRET_KEY changed: older keys can then leave its fallbacks."""

from __future__ import annotations

from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.sealing import is_under_present_key, seal, unseal
from deffinum.rooms.records.commands.open_forwarding import SECRET_PURPOSE
from deffinum.rooms.records.models import Forwarding


@command("records.seal_forwardings")
def seal_forwardings(*, by: Actor, now: datetime) -> int:
    """How many secrets were sealed anew; none the second time. Raises SealBroken: nothing is then changed."""
    changed = 0
    for each in Forwarding.objects.exclude(sealed_secret="").order_by("pk").select_for_update(no_key=True):
        if not is_under_present_key(each.sealed_secret, purpose=SECRET_PURPOSE):
            secret = unseal(each.sealed_secret, purpose=SECRET_PURPOSE)
            Forwarding.objects.filter(pk=each.pk).update(sealed_secret=seal(secret, purpose=SECRET_PURPOSE))
            changed += 1
    return changed
