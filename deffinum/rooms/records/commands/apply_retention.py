"""Set how long statements are kept, and delete those that are older."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.commands.fold_statements import keep_old_figures
from deffinum.rooms.records.models import RecordStore, RetentionRule
from deffinum.rooms.records.models.forgotten_rows import forget_oldest, forget_oldest_documents
from deffinum.rooms.records.policies import may_set_retention
from deffinum.rooms.records.queries.retention import has_older
from deffinum.rooms.records.words import Purpose

BATCH = 2_000
"""Statements, or documents, deleted in one transaction."""
LONGEST = 240
"""Months."""


class WrongRetention(DomainError):
    """A length of time that is none."""

    status = 422


@command("records.set_retention")
def set_retention(*, organisation_id: UUID, months: dict[Purpose, int], by: Actor, now: datetime) -> None:
    """Choose the months of one purpose or several; one that is refused changes none.

    Raises Refused, WrongRetention, RecordStore.DoesNotExist.
    """
    may_set_retention(by, organisation_id, now=now).require()
    store = RecordStore.objects.get(organisation_id=organisation_id)
    for purpose, number in months.items():
        if not 1 <= number <= LONGEST:
            raise WrongRetention(
                _("La durée va de 1 à %(most)s mois. Rien n’a été changé.") % {"most": LONGEST}, field=purpose.value
            )
        RetentionRule.objects.update_or_create(store=store, purpose=purpose, defaults={"months": number})


@command("records.forget_old_statements")
def forget_old_statements(*, store_id: UUID, before: datetime, by: Actor, now: datetime) -> int:
    """Delete a batch of the statements stored before the instant; returns how many.

    With the last of them go the attempts that they made; what these counted for stays counted. By the representatives
    and the platform. Raises Refused.
    """
    store = RecordStore.objects.get(pk=store_id)
    may_set_retention(by, store.organisation_id, now=now).require()
    gone = forget_oldest(store_id=store_id, before=before, most=BATCH)
    if not has_older(store_id=store_id, before=before):
        keep_old_figures(store_id=store_id, before=before, by=by, now=now)
    return gone


@command("records.forget_old_documents")
def forget_old_documents(*, store_id: UUID, before: datetime, by: Actor, now: datetime) -> int:
    """Delete a batch of the states and profiles of persons last written before the instant; returns how many.

    A tool that comes back after that long starts anew. By the representatives and the platform. Raises Refused.
    """
    store = RecordStore.objects.get(pk=store_id)
    may_set_retention(by, store.organisation_id, now=now).require()
    return forget_oldest_documents(store_id=store_id, before=before, most=BATCH)
