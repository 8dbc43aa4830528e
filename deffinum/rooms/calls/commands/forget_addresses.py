"""Forget the addresses of invitations that have served, or that nobody answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.models import Partner
from deffinum.rooms.calls.models.partner import FORGOTTEN_DOMAIN

KEPT_AFTER_EXPIRY = timedelta(days=30)
"""Time for the lead to see that nobody answered, and to invite again (declared beside the model)."""


@command("calls.forget_addresses")
def forget_addresses(*, by: Actor, now: datetime) -> int:
    """How many addresses were forgotten: of invitations answered or withdrawn, and of those long expired.

    The name that the lead gave to the organisation stays. Running twice changes nothing.
    """
    found = Partner.objects.with_useless_address(expired_before=now - KEPT_AFTER_EXPIRY)
    return found.update(invited_email=Concat(Cast("pk", CharField()), Value(f"@{FORGOTTEN_DOMAIN}")))
