"""The whole file of an application, as its members and its officers read it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from deffinum.foundation.files.words import size_text
from deffinum.foundation.policies import Actor
from deffinum.foundation.questionnaires import (
    Definition,
    Field,
    SectionProgress,
    display_value,
    section_states,
    visible_sections,
)
from deffinum.foundation.questionnaires.completeness import Reading, is_required
from deffinum.foundation.values import Text
from deffinum.rooms.calls.lifecycle import APPLICATION, PARTNER
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.calls.policies.after_deposit import open_request
from deffinum.rooms.calls.policies.application import may_see_application
from deffinum.rooms.calls.queries.application_rows import ApplicationRows, SavedAttachment, application_rows
from deffinum.rooms.calls.queries.application_summary import ApplicationSummary, summary_of
from deffinum.rooms.calls.queries.budget_table import BudgetTable
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, RequiredPiece
from deffinum.rooms.calls.queries.completeness import Completeness, Gap, completeness_of
from deffinum.rooms.calls.queries.submission_snapshot import SubmissionReceipt, receipts_of
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

    `required`: must be answered now. `typed`: the answer, or the computed value, as the form was read; None when there
    is none, or none that can be read.
    """

    field: Field
    value: Any
    required: bool
    typed: Any
    version: int

    @property
    def computed(self) -> Any:
        """The typed value of a computed question (None: not known yet)."""
        return self.typed if self.field.computed is not None else None

    @cached_property
    def displayed(self) -> str:
        """The answer as people read it, in the language in force; '' when there is none."""
        return "" if self.typed is None else str(display_value(self.field, self.typed))


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

    @property
    def lines(self) -> Iterator[tuple[Text, str]]:
        """Each question with its answer as people read it ('' when there is none)."""
        return ((each.field.label, each.displayed) for each in self.answers)


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
    """The file, the reader's place in it, and what it still misses. A part is read when a page first asks for it."""

    summary: ApplicationSummary
    acronym: str
    call_version: int
    configuration: CallConfiguration
    definition: Definition
    last_instant: datetime | None
    """Closing plus grace."""
    is_lead: bool
    is_member: bool
    members: tuple[MemberView, ...]
    _rows: ApplicationRows = field(repr=False, compare=False)
    _now: datetime = field(repr=False, compare=False)

    @property
    def application(self) -> Application:
        """The row, as it was read: for the rooms above, whose own rows point at it."""
        return self._rows.application

    @cached_property
    def punctuality(self) -> Punctuality | None:
        """Why a deposit arriving now would be on time; None: it would be late."""
        return self._rows.application.punctuality(self._now)

    @cached_property
    def sections(self) -> tuple[SectionView, ...]:
        """Every section: the consortium's own, then each member's copies of the members' sections."""
        owners = (None, *(each.id for each in self.active_members))
        return tuple(view for owner in owners for view in self._sections_of(owner))

    @cached_property
    def listed_sections(self) -> tuple[SectionView, ...]:
        """What the side list shows: a member reads the other members' copies in the summary only."""
        owners = (None, *(each.id for each in self.active_members if each.is_mine or not self.is_member))
        return tuple(view for owner in owners for view in self._sections_of(owner))

    def _sections_of(self, partner_id: uuid.UUID | None) -> tuple[SectionView, ...]:
        if partner_id not in self._section_views:
            owner = next((each for each in self.members if each.id == partner_id), None)
            is_mine = owner.is_mine if owner else self.is_lead
            self._section_views[partner_id] = tuple(_sections_of(self._rows, owner, is_mine=is_mine))
        return self._section_views[partner_id]

    @cached_property
    def _section_views(self) -> dict[uuid.UUID | None, tuple[SectionView, ...]]:
        return {}

    @property
    def budget(self) -> BudgetTable:
        """Who spends what, and who pays."""
        return self._rows.budget

    @cached_property
    def pieces(self) -> tuple[PieceView, ...]:
        """The pieces that the call asks for, with the file that was attached."""
        return tuple(_pieces(self._rows, self.active_members, is_lead=self.is_lead))

    @cached_property
    def completeness(self) -> Completeness:
        """What blocks the deposit."""
        return completeness_of(self._rows, now=self._now)

    @property
    def has_receipt(self) -> bool:
        """Deposited here (no query): a project of public record was deposited elsewhere."""
        return self.summary.submitted_at is not None and not self.summary.is_historical

    @cached_property
    def receipts(self) -> tuple[SubmissionReceipt, ...]:
        """One a deposit, the first one first."""
        application = self._rows.application
        return receipts_of(application) if application.submitted_at else ()

    @cached_property
    def deposits(self) -> tuple[tuple[int, datetime], ...]:
        """Number and instant of each deposit, the first one first: the receipts without what they list."""
        application = self._rows.application
        if not application.submitted_at:
            return ()
        return tuple(application.submissions.order_by("number").values_list("number", "submitted_at"))

    @cached_property
    def request(self) -> RequestView | None:
        """What an officer asked for and still waits for."""
        found = open_request(self._rows.application)
        if found is None:
            return None
        return RequestView(found.pk, tuple(found.items), found.asked_at, found.until, self._now >= found.until)

    @cached_property
    def history(self) -> tuple[HistoryLine, ...]:
        """The changes of state, the first one first."""
        return tuple(
            HistoryLine(APPLICATION.named(each.move).text, each.target, each.instant, each.reason)
            for each in APPLICATION.history(self._rows.application).order_by("rank")
        )

    @cached_property
    def active_members(self) -> tuple[MemberView, ...]:
        """Members who are in, the lead first."""
        return tuple(each for each in self.members if each.is_active)

    @cached_property
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
    return ApplicationDossier(
        summary=summary_of(application, partner_count=len(rows.members)),
        acronym=application.acronym,
        call_version=application.call_version.number,
        configuration=rows.configuration,
        definition=rows.definition,
        last_instant=application.wave.last_instant if application.wave else None,
        is_lead=actor.belongs_to(application.lead_id),
        is_member=any(each.is_mine and each.is_active for each in members),
        members=members,
        _rows=rows,
        _now=now,
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
        invited_email=partner.known_email,
        expires_at=partner.expires_at,
        has_expired=partner.expires_at is not None and now >= partner.expires_at,
        joined_at=partner.joined_at,
        signed_off_at=partner.signed_off_at,
    )


def _sections_of(rows: ApplicationRows, owner: MemberView | None, *, is_mine: bool) -> Iterator[SectionView]:
    partner_id = owner.id if owner else None
    reading = rows.reading(partner_id)
    form = (rows.definition, rows.stored_answers(partner_id), rows.form_facts)
    per_partner = partner_id is not None
    states = {each.section_key: each for each in section_states(*form, per_partner=per_partner, reading=reading)}
    for section, fields in visible_sections(*form, per_partner=per_partner, reading=reading):
        state = states[section.key]
        yield SectionView(
            key=section.key,
            title=section.title,
            help=section.help,
            partner_id=partner_id,
            partner_name=owner.name if owner else "",
            is_mine=is_mine,
            progress=state.progress,
            answered=state.answered,
            asked=state.asked,
            answers=tuple(_answer(rows, field, partner_id, reading) for field in fields),
        )


def _answer(rows: ApplicationRows, field: Field, partner_id: uuid.UUID | None, reading: Reading) -> AnswerView:
    row, required = rows.answer(field.key, partner_id), is_required(field, reading.facts)
    typed = reading.values.get(field.key)
    if row is None:
        return AnswerView(field, None, required, typed, 0)
    return AnswerView(field, row.value, required, typed, row.version)


def _pieces(rows: ApplicationRows, members: tuple[MemberView, ...], *, is_lead: bool) -> Iterator[PieceView]:
    for piece in rows.configuration.pieces:
        if not piece.per_partner:
            yield PieceView(piece, None, "", is_lead, _attachment(rows.attachment(piece.key, None)))
            continue
        for each in members:
            found = _attachment(rows.attachment(piece.key, each.id))
            yield PieceView(piece, each.id, each.name, each.is_mine, found)


def _attachment(row: SavedAttachment | None) -> AttachmentView | None:
    if row is None:
        return None
    return AttachmentView(row.pk, row.name, row.media_type, row.size, row.sha256, row.added_at)
