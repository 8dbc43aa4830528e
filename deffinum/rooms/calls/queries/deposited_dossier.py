"""What the rooms above read of a deposited application: their own policies decide who reads, drafts never pass."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.models import Application, Attachment, Partner
from deffinum.rooms.calls.queries.application_dossier import ApplicationDossier, dossier_of
from deffinum.rooms.calls.queries.application_rows import ApplicationRows, application_rows, rows_of


def deposited_dossier(*, application_id: uuid.UUID, actor: Actor, now: datetime) -> ApplicationDossier:
    """The file of a deposited application, for a reader whom the room above let in (at most ten queries).

    Raises Application.DoesNotExist for a draft, whoever asks.
    """
    return _deposited(application_rows(application_id), actor=actor, now=now)


def deposited_dossier_of(application: Application, *, actor: Actor, now: datetime) -> ApplicationDossier:
    """The same, from a row already read with its call, version, wave and lead (one query less)."""
    return _deposited(rows_of(application), actor=actor, now=now)


def _deposited(rows: ApplicationRows, *, actor: Actor, now: datetime) -> ApplicationDossier:
    if rows.application.submitted_at is None and not rows.application.is_historical:
        raise Application.DoesNotExist
    return dossier_of(rows, actor=actor, now=now)


def deposited_file(*, application_id: uuid.UUID, attachment_id: uuid.UUID) -> StoredFile:
    """A piece of a deposited application. Raises LookupError."""
    found = (
        Attachment.objects.current()
        .select_related("file")
        .filter(pk=attachment_id, application_id=application_id, application__submitted_at__isnull=False)
        .first()
    )
    if found is None:
        raise LookupError(f"No piece {attachment_id} in a deposited application {application_id}.")
    return found.file


def member_organisation_ids(*, application_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The organisations of the consortium, lead included (one query)."""
    found = Partner.objects.active().filter(application_id=application_id, organisation__isnull=False)
    return frozenset(found.values_list("organisation_id", flat=True))
