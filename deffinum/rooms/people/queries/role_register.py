"""Who holds which role: the administrators' page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from deffinum.foundation.policies import Actor
from deffinum.rooms.people.policies import visible_roles
from deffinum.rooms.people.words import Role, Scope


@dataclass(frozen=True)
class ScopeChoice:
    """A plan or a call on which a role may be given."""

    scope: str
    scope_id: uuid.UUID
    label: str


@dataclass(frozen=True)
class RoleLine:
    """A role held now, to come or past."""

    id: uuid.UUID
    name: str
    email: str
    role_label: str
    scope_label: str
    starts_on: date
    ends_on: date | None
    in_force: bool
    may_be_ended: bool


_SCOPES: dict[str, Callable[[], tuple[ScopeChoice, ...]]] = {}


def register_scope(scope: str, choices: Callable[[], tuple[ScopeChoice, ...]]) -> None:
    """An upper room names its plans or calls, so that administrators can give a role on one of them."""
    _SCOPES[scope] = choices


def scope_choices() -> tuple[ScopeChoice, ...]:
    """Every plan and call on which a role may be given (the queries of the rooms that registered them)."""
    return tuple(choice for scope in sorted(_SCOPES) for choice in _SCOPES[scope]())


def role_register(actor: Actor, *, day: date) -> tuple[RoleLine, ...]:
    """Roles that the actor may see: those in force first, then by name (one query, and those of the scopes)."""
    labels = {choice.scope_id: choice.label for choice in scope_choices()}
    lines = []
    for row in visible_roles(actor).select_related("account"):
        ended = row.ended_on is not None and row.ended_on <= day
        past = ended or (row.ends_on is not None and row.ends_on < day)
        lines.append(
            RoleLine(
                id=row.pk,
                name=row.account.name,
                email="" if row.account.erased_at else row.account.email,
                role_label=str(Role(row.role).label),
                scope_label=labels.get(row.scope_id, "") if row.scope_id else str(Scope(row.scope).label),
                starts_on=row.starts_on,
                ends_on=min(filter(None, (row.ends_on, row.ended_on)), default=None),
                in_force=not past and row.starts_on <= day,
                may_be_ended=not past,
            )
        )
    return tuple(sorted(lines, key=lambda each: (not each.in_force, each.name.casefold(), each.role_label)))
