"""People, as other rooms may see them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from deffinum.rooms.people.models import Account, Mandate, RoleGrantRow


@dataclass(frozen=True)
class AccountSummary:
    """A person. After erasure `name` is a pseudonym and `email` is empty."""

    id: uuid.UUID
    name: str
    email: str
    language: str
    zone: str
    is_active: bool


def summary_of(account: Account) -> AccountSummary:
    """The frozen summary of a row."""
    return AccountSummary(
        id=account.pk,
        name=account.name,
        email="" if account.erased_at else account.email,
        language=account.language,
        zone=account.zone,
        is_active=account.is_active,
    )


def account_summary(account_id: uuid.UUID) -> AccountSummary:
    """One person. Raises Account.DoesNotExist."""
    return summary_of(Account.objects.get(pk=account_id))


def account_summaries(account_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, AccountSummary]:
    """Several people by identifier (one query); unknown identifiers are left out."""
    return {each.pk: summary_of(each) for each in Account.objects.filter(pk__in=set(account_ids))}


def account_by_email(email: str) -> AccountSummary | None:
    """The active account with this address (letter case does not matter)."""
    found = Account.objects.filter(email__iexact=email.strip(), is_active=True).first()
    return None if found is None else summary_of(found)


def account_ids_of_role(role: str, *, day: date, scope_id: uuid.UUID | None = None) -> tuple[uuid.UUID, ...]:
    """Who holds a role on this day, on this scope or everywhere; for notifications and for choosing people."""
    held = RoleGrantRow.objects.in_force(day).filter(role=role, account__is_active=True)
    rows = held.filter(scope_id__isnull=True) | (held.filter(scope_id=scope_id) if scope_id else held.none())
    return tuple(rows.order_by("account_id").values_list("account_id", flat=True).distinct())


def account_ids_of_organisation(
    organisation_id: uuid.UUID, *, day: date, kind: str | None = None
) -> tuple[uuid.UUID, ...]:
    """Who holds a mandate for an organisation on this day; `kind` keeps one kind of mandate."""
    rows = Mandate.objects.in_force(day).filter(organisation_id=organisation_id, account__is_active=True)
    if kind:
        rows = rows.filter(kind=kind)
    return tuple(rows.order_by("account_id").values_list("account_id", flat=True).distinct())
