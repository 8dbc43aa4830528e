"""Everything written in one application, each table read at most once, when something first asks for it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.questionnaires import Definition, RuleSet
from deffinum.foundation.questionnaires.completeness import Reading, read_form
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.calls.policies.part import may_edit_part
from deffinum.rooms.calls.queries.budget_table import (
    BudgetTable,
    SavedCell,
    SavedFunding,
    budget_table,
    saved_cells,
    saved_funding,
)
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, RequiredPiece
from deffinum.rooms.calls.queries.pinned_rules import configuration_of, definition_of, eligibility_rules_of
from deffinum.rooms.calls.words import ApplicationState, PartKind


def is_completing(application_id: uuid.UUID) -> bool:
    """Was the file deposited, and is it being completed?"""
    return Application.objects.filter(pk=application_id, state=ApplicationState.COMPLETING).exists()


class PieceUnknown(DomainError):
    """The call asks for no such piece, or not from this member."""

    status: ClassVar[int] = 404


def required_piece(
    *, application_id: uuid.UUID, piece_key: str, partner_id: uuid.UUID | None, by: Actor, now: datetime
) -> RequiredPiece:
    """What the call asks of a piece, once the right to attach it was checked: before a byte is received.

    Raises Refused, PieceUnknown, Application.DoesNotExist, Partner.DoesNotExist.
    """
    application = Application.objects.with_pinned_version().get(pk=application_id)
    partner = application.partners.get(pk=partner_id) if partner_id else None
    may_edit_part(by, application, partner, now=now, kind=PartKind.PIECE, key=piece_key).require()
    for each in configuration_of(application).pieces:
        if each.key == piece_key and each.per_partner == (partner_id is not None):
            return each
    raise PieceUnknown(_("L’appel ne demande pas cette pièce ici. Rien n’a été conservé."))


class SavedAnswer(NamedTuple):
    """An answer as stored (JSON), without the weight of a model."""

    partner_id: uuid.UUID | None
    field_key: str
    value: Any
    version: int


class SavedAttachment(NamedTuple):
    """A current piece and its file, without the weight of two models. `size` in bytes."""

    pk: uuid.UUID
    piece_key: str
    partner_id: uuid.UUID | None
    file_id: uuid.UUID
    added_at: datetime
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class ApplicationRows:
    """The rows of one application. Only this room's queries read it; what crosses the door is frozen plain data."""

    application: Application
    partners: tuple[Partner, ...]
    """Everyone who was ever invited, by rank."""

    @cached_property
    def answers(self) -> tuple[SavedAnswer, ...]:
        """Every answer, the consortium's own and the members'."""
        names = ("partner_id", "field_key", "value", "version")
        return tuple(SavedAnswer(*each) for each in self.application.answers.values_list(*names))

    @cached_property
    def budget_lines(self) -> tuple[SavedCell, ...]:
        """Every cell of the budget that was saved."""
        return saved_cells(self.application)

    @cached_property
    def funding_lines(self) -> tuple[SavedFunding, ...]:
        """Every line of the financing plans that was saved."""
        return saved_funding(self.application)

    @cached_property
    def attachments(self) -> tuple[SavedAttachment, ...]:
        """Current ones, with their file."""
        names = ("pk", "piece_key", "partner_id", "file_id", "added_at")
        file = ("file__original_name", "file__media_type", "file__size", "file__sha256")
        return tuple(
            SavedAttachment(*each) for each in self.application.attachments.current().values_list(*names, *file)
        )

    @cached_property
    def configuration(self) -> CallConfiguration:
        """The pinned rules of the call."""
        return configuration_of(self.application)

    @property
    def eligibility_rules(self) -> RuleSet:
        """The pinned rules of eligibility, parsed."""
        return eligibility_rules_of(self.application)

    @cached_property
    def definition(self) -> Definition:
        """The pinned form."""
        return definition_of(self.application)

    @cached_property
    def members(self) -> tuple[Partner, ...]:
        """Active members, the lead first."""
        return tuple(each for each in self.partners if each.is_active)

    @cached_property
    def budget(self) -> BudgetTable:
        """The consortium's budget."""
        return budget_table(
            partners=self.partners,
            budget_lines=self.budget_lines,
            funding_lines=self.funding_lines,
            configuration=self.configuration,
            months=self.application.months,
        )

    def stored_answers(self, partner_id: uuid.UUID | None = None) -> Mapping[str, Any]:
        """Answers as stored JSON by field: the consortium's own, with one member's when it is given."""
        return {**self._stored.get(None, {}), **self._stored.get(partner_id, {})}

    @cached_property
    def _stored(self) -> Mapping[uuid.UUID | None, Mapping[str, Any]]:
        found: dict[uuid.UUID | None, dict[str, Any]] = {}
        for each in self.answers:
            found.setdefault(each.partner_id, {})[each.field_key] = each.value
        return found

    @property
    def form_facts(self) -> Mapping[str, Any]:
        """What the form's conditions may read beside its answers."""
        return {"application": {"months": self.application.months, "scope": self.application.scope or None}}

    def reading(self, partner_id: uuid.UUID | None = None) -> Reading:
        """The form as the lead (None) or one member filled it, read once however many ask."""
        if partner_id not in self._readings:
            lead = None if partner_id is None else self.reading()
            answers = self.stored_answers(partner_id)
            self._readings[partner_id] = read_form(self.definition, answers, self.form_facts, lead=lead)
        return self._readings[partner_id]

    @cached_property
    def _readings(self) -> dict[uuid.UUID | None, Reading]:
        return {}

    def answer(self, field_key: str, partner_id: uuid.UUID | None) -> SavedAnswer | None:
        """The row of one answer."""
        return self._answers.get((partner_id, field_key))

    @cached_property
    def _answers(self) -> Mapping[tuple[uuid.UUID | None, str], SavedAnswer]:
        return {(each.partner_id, each.field_key): each for each in self.answers}

    def attachment(self, piece_key: str, partner_id: uuid.UUID | None) -> SavedAttachment | None:
        """The current file of a piece."""
        return self._attachments.get((piece_key, partner_id))

    @cached_property
    def _attachments(self) -> Mapping[tuple[str, uuid.UUID | None], SavedAttachment]:
        return {(each.piece_key, each.partner_id): each for each in self.attachments}


def application_rows(application_id: uuid.UUID) -> ApplicationRows:
    """Read one application (two queries; its rules once a process). Raises Application.DoesNotExist."""
    return rows_of(Application.objects.with_call().get(pk=application_id))


def rows_of(application: Application) -> ApplicationRows:
    """The rows of an application already loaded (`ApplicationQuerySet.with_call`)."""
    partners = tuple(application.partners.select_related("organisation").order_by("rank"))
    for each in partners:
        each.application = application
    return ApplicationRows(application=application, partners=partners)
