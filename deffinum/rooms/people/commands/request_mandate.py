"""Ask to act for an organisation; its representatives answer."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.people.commands.notify import notify
from deffinum.rooms.people.commands.start_mandate import start_mandate
from deffinum.rooms.people.lifecycle import MANDATE_REQUEST
from deffinum.rooms.people.models import MandateRequest, Organisation
from deffinum.rooms.people.policies import may_answer_mandate_request, may_use_own_account, own_account_id
from deffinum.rooms.people.queries.accounts import account_ids_of_organisation, account_ids_of_role
from deffinum.rooms.people.queries.topics import MANDATE
from deffinum.rooms.people.words import MandateKind, MandateRequestState, Role


class MandateHeld(DomainError):
    """The person already acts for the organisation."""


class AlreadyAsked(DomainError):
    """A request of the same person waits for an answer."""


class AskedTooOften(DomainError):
    """Many requests of one person in a day: its representatives, and those of others, are not to be flooded (429)."""

    status = 429
    retry_after = 24 * 3600


MOST_A_DAY = 10
"""Requests of one person. Counted in PostgreSQL, where they are: the number itself matters."""


class RequestAnswered(DomainError):
    """Someone answered before."""


@command("people.request_mandate")
def request_mandate(*, organisation_id: uuid.UUID, by: Actor, now: datetime) -> uuid.UUID:
    """Ask for a contributor's mandate; its representatives are told (administrators when it has none).

    Raises Refused, MandateHeld, AlreadyAsked, AskedTooOften.
    """
    may_use_own_account(by, now=now).require()
    # The organisation's row orders two clicks on the same button.
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    if by.belongs_to(organisation.pk):
        raise MandateHeld(_("Vous agissez déjà pour cette organisation."))
    if MandateRequest.objects.filter(
        account_id=own_account_id(by), organisation=organisation, state=MandateRequestState.SENT
    ).exists():
        raise AlreadyAsked(_("Votre demande est déjà transmise : ses représentants vous répondront."))
    lately = MandateRequest.objects.filter(account_id=own_account_id(by), asked_at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise AskedTooOften(
            _(
                "Vous avez demandé %(most)s mandats en un jour. Vos demandes sont transmises ; attendez demain pour en "
                "faire une autre."
            )
            % {"most": MOST_A_DAY}
        )
    row = MandateRequest.objects.create(
        account_id=own_account_id(by), organisation=organisation, kind=MandateKind.CONTRIBUTOR, asked_at=now
    )
    day = day_of(now)
    told = account_ids_of_organisation(organisation.pk, day=day, kind=MandateKind.REPRESENTATIVE)
    notify(
        account_ids=told or account_ids_of_role(Role.ADMINISTRATOR, day=day),
        topic=MANDATE,
        title=Text(
            f"{by.name} demande à agir pour {organisation.name}", f"{by.name} asks to act for {organisation.name}"
        ),
        body=Text(
            "Donnez ou refusez le mandat depuis la page de l’organisation.",
            "Give or refuse the mandate on the organisation's page.",
        ),
        address=f"/organisations/{organisation.pk}/",
        dedupe_key=f"people.mandate_requested:{row.pk}",
        by=by,
        now=now,
    )
    return row.pk


@command("people.answer_mandate_request")
def answer_mandate_request(*, request_id: uuid.UUID, accept: bool, by: Actor, now: datetime) -> None:
    """Give the mandate (it starts today) or refuse it; the person is told. Raises Refused, RequestAnswered."""
    row = (
        MandateRequest.objects.select_related("organisation")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=request_id)
    )
    may_answer_mandate_request(by, row, now=now).require()
    if row.state != MandateRequestState.SENT:
        raise RequestAnswered(_("Quelqu’un a déjà répondu à cette demande. Rien n’a été changé."))
    MANDATE_REQUEST.move(row, "accept" if accept else "refuse", by=by, now=now)
    MandateRequest.objects.filter(pk=row.pk).update(answered_by_id=by.account_id, answered_at=now)
    if accept:
        start_mandate(account_id=row.account_id, organisation_id=row.organisation_id, kind=row.kind, by=by, now=now)
    name = row.organisation.name
    given = Text(f"Vous pouvez agir pour {name}", f"You may act for {name}")
    refused = Text(f"Votre demande pour {name} est refusée", f"Your request for {name} was refused")
    notify(
        account_ids=(row.account_id,),
        topic=MANDATE,
        title=given if accept else refused,
        body=Text(""),
        address="/mon-espace/",
        dedupe_key=f"people.mandate_answered:{row.pk}",
        by=by,
        now=now,
    )
