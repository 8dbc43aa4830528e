"""The whole file of an application, as its members and its officers read it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from deffinum.foundation.files.words import size_text
from deffinum.foundation.policies import Actor
from deffinum.foundation.questionnaires import (
    Definition,
    Field,
    SectionProgress,
    display_answer,
    display_value,
    section_states,
    visible_sections,
)
from deffinum.foundation.questionnaires.completeness import Reading, is_required
from deffinum.foundation.values import Text
from deffinum.rooms.calls.lifecycle import APPLICATION, PARTNER
from deffinum.rooms.calls.models import Application, Attachment, Partner
from deffinum.rooms.calls.policies import may_see_application, open_request
from deffinum.rooms.calls.queries.application_rows import ApplicationRows, application_rows
from deffinum.rooms.calls.queries.application_summary import ApplicationSummary, summary_of
from deffinum.rooms.calls.queries.budget_table import BudgetTable
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, RequiredPiece
from deffinum.rooms.calls.queries.completeness import Completeness, Gap, completeness_of
from deffinum.rooms.calls.queries.submission_snapshot import SubmissionReceipt, receipt_of
from deffinum.rooms.calls.words import ApplicationState, PartKind, PartnerState, Punctuality


@dataclass(frozen=True)
class MemberView:
    """A member, or an invitation. `is_mine`: the reader acts for it."""

    id: uuid.UUID
    name: str
    organisation_id: uuid.UUID | None
    siret: str
    kind: str
    region_code: str
    is_lead: bool
    is_mine: bool
    state: PartnerState
    invited_email: str
    expires_at: datetime | None
    has_expired: bool
    joined_at: datetime | None
    signed_off_at: datetime | None

    @property
    def is_active(self) -> bool:
        """In the consortium."""
        return self.state in {PartnerState.JOINED, PartnerState.SIGNED_OFF}

    @property
    def state_label(self) -> Text:
        """The state in words."""
        return PARTNER.labels[self.state]


@dataclass(frozen=True)
class AnswerView:
    """A question with its answer (stored JSON). `version` is 0 when nothing was ever saved.

    `required`: must be answered now. `computed`: the typed value of a computed question (None: not known yet).
    """

    field: Field
    value: Any
    required: bool
    computed: Any
    version: int
    saved_by: uuid.UUID | None
    saved_at: datetime | None

    @property
    def displayed(self) -> str:
        """The answer as people read it, in the language in force; '' when there is none."""
        if self.field.computed is not None:
            return "" if self.computed is None else str(display_value(self.field, self.computed))
        return display_answer(self.field, self.value, get_language() or "fr")


@dataclass(frozen=True)
class SectionView:
    """A section as one reader sees it; `partner_id` whose copy it is (None: the consortium's own)."""

    key: str
    title: Text
    help: Text
    partner_id: uuid.UUID | None
    partner_name: str
    is_mine: bool
    progress: SectionProgress
    answered: int
    asked: int
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True)
class AttachmentView:
    """A file that was attached."""

    id: uuid.UUID
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime

    @property
    def size_words(self) -> str:
        """'2,4 Mo'."""
        return size_text(self.size, get_language() or "fr")


@dataclass(frozen=True)
class PieceView:
    """A piece that the call asks for, from one member or from the consortium (`partner_id` None)."""

    piece: RequiredPiece
    partner_id: uuid.UUID | None
    partner_name: str
    is_mine: bool
    attachment: AttachmentView | None


@dataclass(frozen=True)
class RequestView:
    """What an officer asked for; `items` as stored (see PieceRequest)."""

    id: uuid.UUID
    items: tuple[dict[str, Any], ...]
    asked_at: datetime
    until: datetime
    is_over: bool


@dataclass(frozen=True)
class HistoryLine:
    """A change of state of the application."""

    label: Text
    state: str
    instant: datetime
    reason: str


@dataclass(frozen=True)
class ApplicationDossier:
    """The file, the reader's place in it, and what it still misses."""

    summary: ApplicationSummary
    acronym: str
    call_version: int
    configuration: CallConfiguration
    definition: Definition
    last_instant: datetime | None
    """Closing plus grace."""
    punctuality: Punctuality | None
    """Why a deposit arriving now would be on time; None: it would be late."""
    is_lead: bool
    is_member: bool
    members: tuple[MemberView, ...]
    sections: tuple[SectionView, ...]
    budget: BudgetTable
    pieces: tuple[PieceView, ...]
    completeness: Completeness
    receipts: tuple[SubmissionReceipt, ...]
    request: RequestView | None
    history: tuple[HistoryLine, ...]

    @property
    def active_members(self) -> tuple[MemberView, ...]:
        """Members who are in, the lead first."""
        return tuple(each for each in self.members if each.is_active)

    @property
    def my_members(self) -> tuple[MemberView, ...]:
        """Memberships that the reader acts for."""
        return tuple(each for each in self.active_members if each.is_mine)

    def section(self, key: str, partner_id: uuid.UUID | None) -> SectionView:
        """One section (KeyError when it is not visible or does not exist)."""
        return {(each.key, each.partner_id): each for each in self.sections}[key, partner_id]

    def is_open(self, kind: PartKind, key: str, partner_id: uuid.UUID | None, *, now: datetime) -> bool:
        """May this reader write this part now? The same answer as `may_edit_part`, without a query."""
        mine = self.is_lead if partner_id is None else partner_id in {each.id for each in self.my_members}
        if not mine:
            return False
        if self.summary.state == ApplicationState.DRAFT:
            return True
        if self.request is None or self.request.is_over:
            return False
        wanted = (str(kind), key, str(partner_id) if partner_id else None)
        return wanted in {(each["kind"], each["key"], each["partner_id"]) for each in self.request.items}


def application_dossier(*, application_id: uuid.UUID, actor: Actor, now: datetime) -> ApplicationDossier:
    """The file (at most ten queries). Raises Application.DoesNotExist, Refused."""
    rows = application_rows(application_id)
    may_see_application(actor, rows.application, now=now).require()
    return dossier_of(rows, actor=actor, now=now)


def missing_pieces(application: Application, *, now: datetime) -> tuple[Gap, ...]:
    """What blocks the deposit of this application now (see `completeness_of`)."""
    return completeness_of(application_rows(application.pk), now=now).gaps


def dossier_of(rows: ApplicationRows, *, actor: Actor, now: datetime) -> ApplicationDossier:
    """The dossier from rows already read; the policy was asked before."""
    application = rows.application
    members = tuple(_member(each, actor=actor, now=now) for each in rows.partners)
    submissions = list(application.submissions.order_by("number")) if application.submitted_at else []
    for each in submissions:
        each.application = application
    request = open_request(application)
    return ApplicationDossier(
        summary=summary_of(application, partner_count=len(rows.members)),
        acronym=application.acronym,
        call_version=application.call_version.number,
        configuration=rows.configuration,
        definition=rows.definition,
        last_instant=application.wave.last_instant if application.wave else None,
        punctuality=application.punctuality(now),
        is_lead=actor.belongs_to(application.lead_id),
        is_member=any(each.is_mine and each.is_active for each in members),
        members=members,
        sections=tuple(_sections(rows, members, actor=actor)),
        budget=rows.budget,
        pieces=tuple(_pieces(rows, members, actor=actor)),
        completeness=completeness_of(rows, now=now),
        receipts=tuple(receipt_of(each) for each in submissions),
        request=RequestView(request.pk, tuple(request.items), request.asked_at, request.until, now >= request.until)
        if request
        else None,
        history=_history(application),
    )


def _member(partner: Partner, *, actor: Actor, now: datetime) -> MemberView:
    organisation = partner.organisation
    return MemberView(
        id=partner.pk,
        name=partner.name,
        organisation_id=partner.organisation_id,
        siret=organisation.siret if organisation else "",
        kind=organisation.kind if organisation else "",
        region_code=organisation.region_code if organisation else "",
        is_lead=partner.is_lead,
        is_mine=actor.belongs_to(partner.organisation_id),
        state=PartnerState(partner.state),
        invited_email=partner.invited_email,
        expires_at=partner.expires_at,
        has_expired=partner.expires_at is not None and now >= partner.expires_at,
        joined_at=partner.joined_at,
        signed_off_at=partner.signed_off_at,
    )


def _sections(rows: ApplicationRows, members: tuple[MemberView, ...], *, actor: Actor) -> list[SectionView]:
    lead = actor.belongs_to(rows.application.lead_id)
    found = _sections_of(rows, None, "", is_mine=lead)
    for each in members:
        if each.is_active:
            found += _sections_of(rows, each.id, each.name, is_mine=each.is_mine)
    return found


def _sections_of(
    rows: ApplicationRows, partner_id: uuid.UUID | None, partner_name: str, *, is_mine: bool
) -> list[SectionView]:
    reading = rows.reading(partner_id)
    form = (rows.definition, rows.stored_answers(partner_id), rows.form_facts)
    per_partner = partner_id is not None
    states = {each.section_key: each for each in section_states(*form, per_partner=per_partner, reading=reading)}
    return [
        SectionView(
            key=section.key,
            title=section.title,
            help=section.help,
            partner_id=partner_id,
            partner_name=partner_name,
            is_mine=is_mine,
            progress=states[section.key].progress,
            answered=states[section.key].answered,
            asked=states[section.key].asked,
            answers=tuple(_answer(rows, field, partner_id, reading) for field in fields),
        )
        for section, fields in visible_sections(*form, per_partner=per_partner, reading=reading)
    ]


def _answer(rows: ApplicationRows, field: Field, partner_id: uuid.UUID | None, reading: Reading) -> AnswerView:
    row, required = rows.answer(field.key, partner_id), is_required(field, reading.facts)
    computed = reading.values.get(field.key) if field.computed is not None else None
    if row is None:
        return AnswerView(field, None, required, computed, 0, None, None)
    return AnswerView(field, row.value, required, computed, row.version, row.saved_by, row.saved_at)


def _pieces(rows: ApplicationRows, members: tuple[MemberView, ...], *, actor: Actor) -> list[PieceView]:
    lead = actor.belongs_to(rows.application.lead_id)
    found = []
    for piece in rows.configuration.pieces:
        if not piece.per_partner:
            found.append(PieceView(piece, None, "", lead, _attachment(rows.attachment(piece.key, None))))
            continue
        found += [
            PieceView(piece, each.id, each.name, each.is_mine, _attachment(rows.attachment(piece.key, each.id)))
            for each in members
            if each.is_active
        ]
    return found


def _attachment(row: Attachment | None) -> AttachmentView | None:
    if row is None:
        return None
    file = row.file
    return AttachmentView(row.pk, file.original_name, file.media_type, file.size, file.sha256, row.added_at)


def _history(application: Application) -> tuple[HistoryLine, ...]:
    return tuple(
        HistoryLine(APPLICATION.named(each.move).text, each.target, each.instant, each.reason)
        for each in APPLICATION.history(application).order_by("rank")
    )
