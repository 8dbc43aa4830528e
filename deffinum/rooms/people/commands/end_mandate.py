"""A person stops acting for an organisation."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.utils.translation import gettext as _

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.events import publish
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.people.commands.notify import notify
from deffinum.rooms.people.events import MandateEnded
from deffinum.rooms.people.models import Mandate, Organisation
from deffinum.rooms.people.policies import is_administrator, may_end_mandate
from deffinum.rooms.people.queries.topics import MANDATE
from deffinum.rooms.people.words import MandateKind


class LastRepresentative(DomainError):
    """An organisation keeps at least one person who can sign and invite."""


class MandateOver(DomainError):
    """The mandate has already ended."""


@command("people.end_mandate")
def end_mandate(*, mandate_id: uuid.UUID, by: Actor, now: datetime) -> None:
    """End a mandate at once: it no longer holds from this day on. Raises Refused, MandateOver, LastRepresentative."""
    mandate = Mandate.objects.select_for_update(no_key=True).get(pk=mandate_id)
    may_end_mandate(by, mandate, now=now).require()
    day = day_of(now)
    if not Mandate.objects.in_force(day).filter(pk=mandate.pk).exists():
        raise MandateOver(_("Ce mandat a déjà pris fin. Rien n’a été changé."))
    if not is_administrator(by):
        _keep_a_representative(mandate, day=day)
    Mandate.objects.filter(pk=mandate.pk).update(ended_on=day, ended_by_id=by.account_id or mandate.account_id)
    publish(MandateEnded(mandate.pk, mandate.account_id, mandate.organisation_id))
    if by.account_id != mandate.account_id:
        name = mandate.organisation.name
        notify(
            account_ids=(mandate.account_id,),
            topic=MANDATE,
            title=Text(f"Votre mandat pour {name} a pris fin", f"Your mandate for {name} has ended"),
            body=Text(
                "Ce que vous avez écrit est conservé par l’organisation.", "What you wrote is kept by the organisation."
            ),
            address="/mon-espace/",
            dedupe_key=f"people.mandate_ended:{mandate.pk}",
            by=by,
            now=now,
        )


def _keep_a_representative(mandate: Mandate, *, day: date) -> None:
    if mandate.kind != MandateKind.REPRESENTATIVE:
        return
    # The organisation's row orders two representatives who leave at the same instant.
    Organisation.objects.select_for_update(no_key=True).get(pk=mandate.organisation_id)
    others = Mandate.objects.in_force(day).filter(
        organisation_id=mandate.organisation_id, kind=MandateKind.REPRESENTATIVE, account__is_active=True
    )
    if not others.exclude(pk=mandate.pk).exists():
        raise LastRepresentative(
            _(
                "C’est le dernier représentant de l’organisation : sans lui, personne ne pourrait plus signer ni "
                "inviter. Rien n’a été changé. Invitez d’abord un autre représentant."
            )
        )
