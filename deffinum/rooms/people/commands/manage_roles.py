"""Give a role to a person, and end it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.utils.translation import gettext as _

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.people.commands.notify import notify
from deffinum.rooms.people.models import Account, RoleGrantRow
from deffinum.rooms.people.policies import may_manage_roles
from deffinum.rooms.people.queries.administrators import locked_administrators
from deffinum.rooms.people.queries.topics import ROLE
from deffinum.rooms.people.words import Role, Scope


class AccountUnknown(DomainError):
    """No active account has this address."""

    status = 422


class WrongRole(DomainError):
    """An unknown role or scope, or dates in the wrong order."""

    status = 422


class RoleHeld(DomainError):
    """The person already holds this role on this scope."""


class LastAdministrator(DomainError):
    """The platform keeps at least one administrator."""


class RoleOver(DomainError):
    """The role has already ended."""


@command("people.grant_role", personal=("email",))
def grant_role(
    *,
    email: str,
    role: str,
    scope: str = "",
    scope_id: uuid.UUID | None = None,
    starts_on: date,
    ends_on: date | None = None,
    by: Actor,
    now: datetime,
) -> uuid.UUID:
    """Give a role, everywhere or on one plan or call, between two dates (both included); returns its identifier.

    Raises Refused, AccountUnknown, WrongRole, RoleHeld.
    """
    may_manage_roles(by, now=now).require()
    if role not in Role.values or scope not in (Scope.EVERYWHERE, Scope.PLAN, Scope.CALL):
        raise WrongRole(_("Choisissez le rôle et sa portée dans les listes."), field="role")
    if ends_on is not None and ends_on < starts_on:
        raise WrongRole(_("La fin ne peut pas précéder le début."), field="ends_on")
    account = Account.objects.select_for_update(no_key=True).filter(email__iexact=email.strip(), is_active=True).first()
    if account is None:
        raise AccountUnknown(
            _("Aucun compte actif n’a cette adresse. Demandez à la personne de créer son compte, puis recommencez."),
            field="email",
        )
    _refuse_overlap(account, role=role, scope=scope, scope_id=scope_id, starts_on=starts_on, ends_on=ends_on)
    row = RoleGrantRow.objects.create(
        account=account, role=role, scope=scope, scope_id=scope_id, starts_on=starts_on, ends_on=ends_on,
        granted_by_id=by.account_id,
    )  # fmt: skip
    label = ROLE_LABELS[role]
    notify(
        account_ids=(account.pk,),
        topic=ROLE,
        title=Text(f"Vous avez un nouveau rôle : {label.fr}", f"You have a new role: {label.en}"),
        body=Text(""),
        address="/mon-espace/",
        dedupe_key=f"people.role_granted:{row.pk}",
        by=by,
        now=now,
    )
    return row.pk


ROLE_LABELS = {
    Role.OFFICER.value: Text("agent instructeur", "instructing officer"),
    Role.DECIDER.value: Text("signataire des décisions", "decision maker"),
    Role.EXPERT.value: Text("expert", "expert reviewer"),
    Role.JURY.value: Text("membre du jury", "jury member"),
    Role.COMMITTEE.value: Text("membre du comité de suivi", "monitoring committee member"),
    Role.ADMINISTRATOR.value: Text("administrateur de la plateforme", "platform administrator"),
}


@command("people.end_role")
def end_role(*, role_id: uuid.UUID, by: Actor, now: datetime) -> None:
    """End a role at once (one planned for later never starts). Raises Refused, RoleOver, LastAdministrator."""
    may_manage_roles(by, now=now).require()
    day = day_of(now)
    # The administrators' rows first, in one order: two who end each other's role wait, and the second one stays.
    administrators = locked_administrators(day)
    row = RoleGrantRow.objects.select_for_update(no_key=True).get(pk=role_id)
    if row.ended_on is not None or (row.ends_on is not None and row.ends_on < day):
        raise RoleOver(_("Ce rôle a déjà pris fin. Rien n’a été changé."))
    if row.pk in administrators and len(administrators) == 1:
        raise LastAdministrator(_("C’est le dernier administrateur : nommez-en un autre avant de lui retirer ce rôle."))
    RoleGrantRow.objects.filter(pk=row.pk).update(ended_on=day, ended_by_id=by.account_id or row.account_id)


def _refuse_overlap(
    account: Account, *, role: str, scope: str, scope_id: uuid.UUID | None, starts_on: date, ends_on: date | None
) -> None:
    rows = RoleGrantRow.objects.filter(
        account=account, role=role, scope=scope, scope_id=scope_id, ended_on__isnull=True
    )
    for each in rows:
        if (each.ends_on is None or each.ends_on >= starts_on) and (ends_on is None or ends_on >= each.starts_on):
            raise RoleHeld(_("Cette personne a déjà ce rôle à ces dates. Rien n’a été changé."), field="role")
