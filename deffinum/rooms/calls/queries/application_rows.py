"""Everything written in one application, read once (seven queries): the other questions are answered from it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, ClassVar

import orjson
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.questionnaires import Definition, RuleSet, read_rule_set
from deffinum.foundation.questionnaires.completeness import Reading, read_form
from deffinum.rooms.calls.models import Answer, Application, Attachment, BudgetLine, FundingLine, Partner
from deffinum.rooms.calls.policies import may_edit_part
from deffinum.rooms.calls.queries.budget_table import BudgetTable, budget_table
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, RequiredPiece, read_configuration
from deffinum.rooms.calls.words import ApplicationState, PartKind

NO_FORM = Definition()


@lru_cache(maxsize=64)
def _configuration(canonical: bytes) -> CallConfiguration:
    return read_configuration(orjson.loads(canonical))


@lru_cache(maxsize=64)
def _rule_set(canonical: bytes) -> RuleSet:
    return read_rule_set(orjson.loads(canonical))


def configuration_of(application: Application) -> CallConfiguration:
    """The call's rules as they were when the application was opened. Raises InvalidConfiguration."""
    return _configuration(orjson.dumps(application.call_version.configuration))


def pinned_configuration(*, application_id: uuid.UUID) -> CallConfiguration:
    """The rules that an application was opened under (one query). Raises Application.DoesNotExist."""
    return configuration_of(Application.objects.select_related("call_version").get(pk=application_id))


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
    application = Application.objects.select_related("call_version").get(pk=application_id)
    partner = application.partners.get(pk=partner_id) if partner_id else None
    may_edit_part(by, application, partner, now=now, kind=PartKind.PIECE, key=piece_key).require()
    for each in configuration_of(application).pieces:
        if each.key == piece_key and each.per_partner == (partner_id is not None):
            return each
    raise PieceUnknown(_("L’appel ne demande pas cette pièce ici. Rien n’a été conservé."))


def definition_of(application: Application) -> Definition:
    """The form as it was when the application was opened; an empty one when the call has none here."""
    form = application.call_version.form_version
    return form.typed() if form else NO_FORM


@dataclass(frozen=True)
class ApplicationRows:
    """The rows of one application. Only this room's queries read it; what crosses the door is frozen plain data."""

    application: Application
    partners: tuple[Partner, ...]
    """Everyone who was ever invited, by rank."""
    answers: tuple[Answer, ...]
    budget_lines: tuple[BudgetLine, ...]
    funding_lines: tuple[FundingLine, ...]
    attachments: tuple[Attachment, ...]
    """Current ones, with their file."""

    @cached_property
    def configuration(self) -> CallConfiguration:
        """The pinned rules of the call."""
        return configuration_of(self.application)

    @property
    def eligibility_rules(self) -> RuleSet:
        """The pinned rules of eligibility, parsed."""
        return _rule_set(orjson.dumps(dict(self.configuration.eligibility_rules)))

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

    def answer(self, field_key: str, partner_id: uuid.UUID | None) -> Answer | None:
        """The row of one answer."""
        return self._answers.get((partner_id, field_key))

    @cached_property
    def _answers(self) -> Mapping[tuple[uuid.UUID | None, str], Answer]:
        return {(each.partner_id, each.field_key): each for each in self.answers}

    def attachment(self, piece_key: str, partner_id: uuid.UUID | None) -> Attachment | None:
        """The current file of a piece."""
        found = [each for each in self.attachments if (each.piece_key, each.partner_id) == (piece_key, partner_id)]
        return found[0] if found else None


def application_rows(application_id: uuid.UUID) -> ApplicationRows:
    """Read one application. Raises Application.DoesNotExist."""
    application = Application.objects.with_call().select_related("call_version__form_version").get(pk=application_id)
    return rows_of(application)


def rows_of(application: Application) -> ApplicationRows:
    """Read what is written in an application already loaded (`ApplicationQuerySet.with_call`)."""
    partners = tuple(application.partners.select_related("organisation").order_by("rank"))
    for each in partners:
        each.application = application
    return ApplicationRows(
        application=application,
        partners=partners,
        answers=tuple(application.answers.all()),
        budget_lines=tuple(application.budget_lines.all()),
        funding_lines=tuple(application.funding_lines.all()),
        attachments=tuple(application.attachments.current().select_related("file")),
    )
