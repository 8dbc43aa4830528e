"""The page of an organisation for its members: mandates, invitations, requests, tokens."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import Actor, Verdict
from deffinum.rooms.people import policies
from deffinum.rooms.people.models import Invitation, Mandate, MandateRequest, Organisation, OrganisationToken
from deffinum.rooms.people.queries.organisations import OrganisationSummary, organisation_of_row
from deffinum.rooms.people.words import InvitationState, MandateKind, MandateRequestState


@dataclass(frozen=True)
class MandateLine:
    """A mandate, in force or past."""

    id: uuid.UUID
    account_id: uuid.UUID
    name: str
    email: str
    kind_label: str
    starts_on: date
    ends_on: date | None
    """Planned or real last day."""
    in_force: bool
    may_end: Verdict


@dataclass(frozen=True)
class InvitationLine:
    """An invitation without an answer."""

    id: uuid.UUID
    email: str
    kind_label: str
    invited_by: str
    sent_at: datetime
    expires_at: datetime
    is_expired: bool


@dataclass(frozen=True)
class RequestLine:
    """Someone asks to act for the organisation."""

    id: uuid.UUID
    name: str
    email: str
    kind_label: str
    asked_at: datetime


@dataclass(frozen=True)
class TokenLine:
    """An API token, without its secret."""

    id: uuid.UUID
    label: str
    made_by: str
    made_at: datetime
    expires_on: date
    revoked_at: datetime | None
    last_used_on: date | None
    state: str
    """'active', 'expired' or 'revoked'."""


@dataclass(frozen=True)
class OrganisationPage:
    """All that a member sees; the lists of tokens and invitations are empty for a contributor."""

    organisation: OrganisationSummary
    mandates: tuple[MandateLine, ...]
    invitations: tuple[InvitationLine, ...]
    requests: tuple[RequestLine, ...]
    tokens: tuple[TokenLine, ...]
    may_edit: Verdict
    may_invite: Verdict
    may_make_tokens: Verdict


def organisation_page(organisation_id: uuid.UUID, *, actor: Actor, now: datetime) -> OrganisationPage:
    """The page (five queries). Raises Organisation.DoesNotExist, and Refused for someone without a mandate."""
    row = Organisation.objects.get(pk=organisation_id)
    policies.may_see_organisation(actor, row, now=now).require()
    governs = policies.may_invite(actor, row, now=now)
    return OrganisationPage(
        organisation=organisation_of_row(row),
        mandates=_mandates(row, actor=actor, now=now),
        invitations=_invitations(row, now=now) if governs else (),
        requests=_requests(row) if governs else (),
        tokens=_tokens(row, now=now) if governs else (),
        may_edit=policies.may_edit_organisation(actor, row, now=now),
        may_invite=governs,
        may_make_tokens=policies.may_make_tokens(actor, row, now=now),
    )


def _mandates(organisation: Organisation, *, actor: Actor, now: datetime) -> tuple[MandateLine, ...]:
    day = day_of(now)
    lines = []
    for each in Mandate.objects.filter(organisation=organisation).select_related("account"):
        last = min(filter(None, (each.ends_on, each.ended_on)), default=None)
        in_force = (
            each.starts_on <= day
            and (each.ends_on is None or each.ends_on >= day)
            and (each.ended_on is None or each.ended_on > day)
        )
        lines.append(
            MandateLine(
                id=each.pk,
                account_id=each.account_id,
                name=each.account.name,
                email="" if each.account.erased_at else each.account.email,
                kind_label=str(MandateKind(each.kind).label),
                starts_on=each.starts_on,
                ends_on=last,
                in_force=in_force,
                may_end=policies.may_end_mandate(actor, each, now=now),
            )
        )
    return tuple(sorted(lines, key=lambda each: (not each.in_force, each.name.casefold(), each.starts_on)))


def _invitations(organisation: Organisation, *, now: datetime) -> tuple[InvitationLine, ...]:
    rows = Invitation.objects.filter(organisation=organisation, state=InvitationState.SENT)
    return tuple(
        InvitationLine(
            id=each.pk,
            email=each.email,
            kind_label=str(MandateKind(each.kind).label),
            invited_by=each.invited_by.name,
            sent_at=each.sent_at,
            expires_at=each.expires_at,
            is_expired=each.expires_at <= now,
        )
        for each in rows.select_related("invited_by")
    )


def _requests(organisation: Organisation) -> tuple[RequestLine, ...]:
    rows = MandateRequest.objects.filter(organisation=organisation, state=MandateRequestState.SENT)
    return tuple(
        RequestLine(
            id=each.pk,
            name=each.account.name,
            email=each.account.email,
            kind_label=str(MandateKind(each.kind).label),
            asked_at=each.asked_at,
        )
        for each in rows.select_related("account")
    )


def _tokens(organisation: Organisation, *, now: datetime) -> tuple[TokenLine, ...]:
    day = day_of(now)

    def state_of(token: OrganisationToken) -> str:
        if token.revoked_at is not None:
            return "revoked"
        return "active" if token.expires_on >= day else "expired"

    return tuple(
        TokenLine(
            id=each.pk,
            label=each.label,
            made_by=each.made_by.name,
            made_at=each.made_at,
            expires_on=each.expires_on,
            revoked_at=each.revoked_at,
            last_used_on=each.last_used_on,
            state=state_of(each),
        )
        for each in OrganisationToken.objects.filter(organisation=organisation).select_related("made_by")
    )
