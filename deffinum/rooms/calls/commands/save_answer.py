"""Keep one answer, field by field, without ever losing what somebody else wrote."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.questionnaires.answers import read_answer, stored
from deffinum.foundation.questionnaires.definition import Field
from deffinum.rooms.calls.commands.open_part import OpenPart
from deffinum.rooms.calls.models import Answer, AnswerRevision, Application
from deffinum.rooms.calls.queries.pinned_rules import definition_of
from deffinum.rooms.calls.words import PartKind

Raw = str | list[Any] | Mapping[str, Any] | None


class FieldUnknown(DomainError):
    """The form of this application has no such field there."""

    status: ClassVar[int] = 404


class AnswerConflict(DomainError):
    """Somebody else saved this field in between: nothing was overwritten.

    `theirs` is the stored JSON and `version` its version; `yours` is what was sent.
    """

    def __init__(self, *, field: Field, theirs: Answer, yours: Raw) -> None:
        self.question, self.theirs, self.version, self.yours = field, theirs.value, theirs.version, yours
        self.saved_by, self.saved_at = theirs.saved_by, theirs.saved_at
        super().__init__(
            _(
                "Quelqu’un d’autre a enregistré « %(label)s » pendant que vous écriviez. Rien n’a été écrasé : "
                "les deux textes sont ci-dessous. Gardez le sien, ou enregistrez le vôtre à sa place."
            )
            % {"label": field.label},
            field=field.key,
        )

    @property
    def both_texts(self) -> dict[str, str]:
        """The kept text, the refused one, and the version to write over: for a program that merges."""
        return {"field": self.field, "theirs": str(self.theirs), "yours": str(self.yours), "version": str(self.version)}


@dataclass(frozen=True)
class SavedAnswer:
    """What was kept. `reopened`: the member's validation was taken back by this change."""

    field_key: str
    value: Any
    version: int
    saved_at: datetime
    reopened: bool


@command("calls.save_answer", sealed=("raw",))
def save_answer(
    *,
    application_id: uuid.UUID,
    partner_id: uuid.UUID | None,
    field_key: str,
    raw: Raw,
    expected_version: int,
    idempotency_key: str,
    by: Actor,
    now: datetime,
) -> SavedAnswer:
    """Read, check and keep one answer. `expected_version` is the version the person was looking at (0: none).

    A repeated key gives back what that save gave. A save of the value already kept succeeds whatever the version.
    Raises Refused, FieldUnknown, AnswerProblem (unreadable: nothing kept), AnswerConflict (409).
    """
    field, section_key = _field(Application.objects.locked().get(pk=application_id), partner_id, field_key)
    part = OpenPart.lock(
        application_id=application_id, partner_id=partner_id, kind=PartKind.SECTION, key=section_key, by=by, now=now
    )
    value = stored(read_answer(field, raw))
    answer = Answer.objects.filter(application=part.application, partner=part.partner, field_key=field_key).first()
    if answer is not None:
        done = answer.revisions.filter(idempotency_key=idempotency_key).first() if idempotency_key else None
        if done is not None:
            return SavedAnswer(field_key, done.value, done.version, done.saved_at, reopened=False)
        if answer.value == value:
            return SavedAnswer(field_key, value, answer.version, answer.saved_at, reopened=False)
        if answer.version != expected_version:
            raise AnswerConflict(field=field, theirs=answer, yours=raw)
    return _keep(part, answer, field_key, value, idempotency_key)


def _field(application: Application, partner_id: uuid.UUID | None, field_key: str) -> tuple[Field, str]:
    definition = definition_of(application)
    field = definition.fields.get(field_key)
    section = definition.section_of.get(field_key)
    if (
        field is None
        or section is None
        or field.computed is not None
        or section.per_partner != (partner_id is not None)
    ):
        raise FieldUnknown(
            _("Cette question n’existe pas dans cette rubrique. Rien n’a été enregistré."), field=field_key
        )
    return field, section.key


def _keep(part: OpenPart, answer: Answer | None, field_key: str, value: Any, idempotency_key: str) -> SavedAnswer:
    if answer is None:
        answer = Answer(application=part.application, partner=part.partner, field_key=field_key, version=0)
    answer.value, answer.version = value, answer.version + 1
    answer.saved_by, answer.saved_at = part.by.account_id, part.now
    answer.save()
    AnswerRevision.objects.create(
        answer=answer,
        version=answer.version,
        value=value,
        idempotency_key=idempotency_key,
        saved_by=answer.saved_by,
        saved_at=answer.saved_at,
    )
    return SavedAnswer(field_key, value, answer.version, part.now, reopened=part.take_back_sign_off())
