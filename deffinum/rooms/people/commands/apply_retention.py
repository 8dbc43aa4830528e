"""Forget what the models declare that we no longer keep (`PERSONAL_DATA` beside each of them)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.commands.erase_account import ERASED_DOMAIN, erase_account
from deffinum.rooms.people.models import (
    Account,
    Invitation,
    MandateRequest,
    Notification,
    OrganisationToken,
    RoleGrantRow,
)  # fmt: skip
from deffinum.rooms.people.words import MandateRequestState

YEAR = timedelta(days=365)
ACCOUNT_LIFE = 3 * YEAR
"""Since the last sign-in."""
TOKEN_MEMORY = 3 * YEAR
"""Since the token expired or was revoked, whichever came first."""


@dataclass(frozen=True)
class Forgotten:
    """How many rows of each kind."""

    notifications: int
    invitations: int
    requests: int
    accounts: int
    tokens: int


@command("people.apply_retention")
def apply_retention(*, by: Actor, now: datetime) -> Forgotten:
    """Delete notifications after a year, forget the addresses of old invitations and the answered requests, delete
    tokens three years after their end, erase accounts that nobody used for three years (those who hold a role, and the
    sample's, stay).
    """
    notifications, _detail = Notification.objects.filter(sent_at__lt=now - YEAR).delete()
    old = Invitation.objects.filter(expires_at__lt=now - YEAR).filter(
        Q(answered_at__isnull=True) | Q(answered_at__lt=now - YEAR)
    )
    invitations = 0
    for invitation in old.exclude(email__endswith=f"@{ERASED_DOMAIN}"):
        Invitation.objects.filter(pk=invitation.pk).update(email=f"{invitation.pk}@{ERASED_DOMAIN}")
        invitations += 1
    requests, _detail = (
        MandateRequest.objects.exclude(state=MandateRequestState.SENT).filter(answered_at__lt=now - YEAR).delete()
    )
    ended = now - TOKEN_MEMORY
    tokens, _detail = OrganisationToken.objects.filter(
        Q(revoked_at__lt=ended) | Q(expires_on__lt=day_of(ended))
    ).delete()  # fmt: skip
    holders = RoleGrantRow.objects.in_force(day_of(now)).values("account_id")
    asleep = (
        Account.objects.filter(erased_at__isnull=True, is_sample=False)
        .alias(seen_at=Coalesce("last_login", "created_at"))
        .filter(seen_at__lt=now - ACCOUNT_LIFE)
        .exclude(pk__in=holders)
    )
    erased = list(asleep.values_list("pk", flat=True))
    for account_id in erased:
        erase_account(account_id=account_id, by=by, now=now)
    return Forgotten(notifications, invitations, requests, len(erased), tokens)
