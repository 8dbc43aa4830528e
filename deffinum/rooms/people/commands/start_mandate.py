"""A mandate starts: the step shared by registering an organisation, accepting an invitation and answering a request."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.events import publish
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.events import MandateStarted
from deffinum.rooms.people.models import Account, Mandate
from deffinum.rooms.people.words import MandateKind


@command("people.start_mandate")
def start_mandate(
    *, account_id: uuid.UUID, organisation_id: uuid.UUID, kind: str, by: Actor, now: datetime
) -> uuid.UUID:
    """Start a mandate today; returns its identifier. The caller has asked the policy of its own verb.

    A person holds at most one mandate for an organisation at a time: the one in force is kept when it gives at
    least as much, and replaced when a contributor becomes a representative.
    """
    day = day_of(now)
    # The account's row orders two starts for the same person.
    Account.objects.select_for_update(no_key=True).get(pk=account_id)
    held = Mandate.objects.in_force(day).filter(account_id=account_id, organisation_id=organisation_id).first()
    if held is not None:
        if kind == MandateKind.REPRESENTATIVE and held.kind != MandateKind.REPRESENTATIVE:
            Mandate.objects.filter(pk=held.pk).update(ended_on=day, ended_by_id=account_id)
        else:
            return held.pk
    mandate = Mandate.objects.create(account_id=account_id, organisation_id=organisation_id, kind=kind, starts_on=day)
    publish(MandateStarted(mandate.pk, account_id, organisation_id, day))
    return mandate.pk
