"""The people room's part of the API."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Router, Schema

from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.commands.organisation_tokens import record_token_use
from deffinum.rooms.people.queries.actors import actor_of_token, token_of_secret
from deffinum.rooms.people.queries.organisations import organisations_of

router = Router()


def actor_of_bearer(request: HttpRequest, secret: str) -> Actor | None:
    """The actor of a token in force, whose day of last use is remembered; None otherwise. For the API's caller."""
    now = now_of(request)
    token = token_of_secret(secret, day=day_of(now))
    if token is None:
        return None
    actor = actor_of_token(token)
    if token.last_used_on != day_of(now):
        record_token_use(token_id=token.pk, by=actor, now=now)
    return actor


class OrganisationOut(Schema):
    """An organisation for which the caller acts."""

    id: uuid.UUID
    name: str
    siret: str
    kind: str
    region_code: str


class RoleOut(Schema):
    """A role in force; `scope_id` is null when it holds everywhere."""

    role: str
    scope: str
    scope_id: uuid.UUID | None


class MeOut(Schema):
    """Who calls: 'visitor', 'person' (a session) or 'token' (an organisation's key)."""

    kind: str
    name: str
    organisations: list[OrganisationOut]
    roles: list[RoleOut]


@router.get("/me", response=MeOut, summary=_("Qui appelle : ses organisations et ses rôles"))
def me(request: HttpRequest) -> MeOut:
    """Try a token: 401 when it is not in force."""
    actor = actor_of(request)
    return MeOut(
        kind=actor.kind,
        name=actor.name,
        organisations=[
            OrganisationOut(id=each.id, name=each.name, siret=each.siret, kind=each.kind, region_code=each.region_code)
            for each in organisations_of(actor)
        ],
        roles=[
            RoleOut(role=each.role, scope=each.scope, scope_id=each.scope_id)
            for each in sorted(actor.grants, key=lambda each: (each.role, each.scope, str(each.scope_id)))
        ],
    )
