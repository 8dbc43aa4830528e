"""Calls in the typed API: the same queries as the pages. Money in cents, rates in basis points, instants in UTC."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from deffinum.design.problems import problem
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.files.receive_upload import received_upload
from deffinum.foundation.questionnaires import Proof
from deffinum.foundation.values import Money, Text
from deffinum.rooms.calls.commands.attach_file import attach_file
from deffinum.rooms.calls.commands.save_answer import AnswerConflict
from deffinum.rooms.calls.commands.save_section import SentAnswer, save_section
from deffinum.rooms.calls.commands.submit_application import submit_application
from deffinum.rooms.calls.commands.submit_pieces import submit_pieces
from deffinum.rooms.calls.queries.application_dossier import application_dossier
from deffinum.rooms.calls.queries.application_rows import is_completing, required_piece
from deffinum.rooms.calls.queries.call_configuration import PrecheckQuestion
from deffinum.rooms.calls.queries.call_page import CallPage, call_page
from deffinum.rooms.calls.queries.my_applications import my_applications
from deffinum.rooms.calls.queries.open_calls import CallCard, call_cards
from deffinum.rooms.calls.queries.precheck import precheck
from deffinum.rooms.calls.queries.questions import published_questions
from deffinum.rooms.calls.queries.wave_status import WaveTimes
from deffinum.rooms.calls.words import CallTiming

router = Router()

# --- applications -----------------------------------------------------------------------------------------------


class ApplicationOut(Schema):
    """An application of the caller's organisation; `state` is draft, submitted, completing or withdrawn."""

    id: uuid.UUID
    reference: str
    title: str
    state: str
    call_slug: str
    submitted_at: datetime | None
    closes_at: datetime | None


class AnswerOut(Schema):
    """A question with its stored answer (cents, basis points, dates as text). `version` is 0 before the first save."""

    key: str = Field(alias="field.key")
    type: str = Field(alias="field.type")
    required: bool
    value: Any
    version: int


class SectionOut(Schema):
    """A section of the form; `partner_id` whose copy it is (null: the consortium's own)."""

    key: str
    partner_id: uuid.UUID | None
    is_mine: bool
    progress: str
    answers: list[AnswerOut]


class AnswerIn(Schema):
    """What is written, and the version it was written over (0: none)."""

    value: Any
    version: int = 0


class SectionIn(Schema):
    """Answers by field key; `idempotency_key` makes a repeated request harmless."""

    partner_id: uuid.UUID | None = None
    answers: dict[str, AnswerIn]
    idempotency_key: str = ""


class SubmissionIn(Schema):
    """The same key always gives the same receipt."""

    idempotency_key: str = Field(min_length=8, max_length=64)


class ReceiptOut(Schema):
    """The proof of a deposit."""

    reference: str
    number: int
    submitted_at: datetime
    accepted_as: str
    sha256: str


@router.get("/applications", response=list[ApplicationOut], summary=_("Mes candidatures"))
def list_applications(request: HttpRequest) -> Any:
    """Applications of the caller's organisations."""
    return [each.summary for each in my_applications(actor_of(request), now=now_of(request))]


@router.get("/applications/{uuid:application_id}/sections", response=list[SectionOut], summary=_("Les rubriques"))
def read_sections(request: HttpRequest, application_id: uuid.UUID) -> Any:
    """Every section that the caller may read."""
    return application_dossier(application_id=application_id, actor=actor_of(request), now=now_of(request)).sections


@router.patch("/applications/{uuid:application_id}/sections", summary=_("Écrire des réponses"))
def write_section(request: HttpRequest, application_id: uuid.UUID, body: SectionIn) -> Any:
    """Save answers, all or none: {field: version}. 409 with both texts when somebody else wrote in between."""
    sent = {field: SentAnswer(answer.value, answer.version) for field, answer in body.answers.items()}
    known: dict[str, Any] = {"application_id": application_id, "partner_id": body.partner_id}
    who: dict[str, Any] = {"by": actor_of(request), "now": now_of(request)}
    try:
        saved = save_section(answers=sent, idempotency_key=body.idempotency_key, **known, **who)
    except AnswerConflict as conflict:
        return problem(409, str(conflict), field=conflict.field, errors=[conflict.both_texts])
    return {"versions": {field: each.version for field, each in saved.items()}}


@router.post("/applications/{uuid:application_id}/attachments", response={201: dict[str, Any]}, summary=_("Joindre"))
def attach(
    request: HttpRequest, application_id: uuid.UUID, piece_key: Form[str], file: File[UploadedFile],
    partner_id: Form[uuid.UUID | None] = None,
) -> Any:  # fmt: skip
    """Attach a file to a piece; its type is recognised from its content."""
    known: dict[str, Any] = {"application_id": application_id, "piece_key": piece_key, "partner_id": partner_id}
    who: dict[str, Any] = {"by": actor_of(request), "now": now_of(request)}
    piece = required_piece(**known, **who)
    limits = dict[str, Any](allowed=piece.media_types, max_bytes=piece.max_bytes, declared_length=file.size)
    with received_upload(file, declared_name=file.name or "", **limits) as received:
        kept = attach_file(received=received, **known, **who)
    return Status(201, {"id": kept.pk, "name": kept.file.original_name, "sha256": kept.file.sha256})


@router.post("/applications/{uuid:application_id}/submission", response={201: ReceiptOut}, summary=_("Déposer"))
def submit(request: HttpRequest, application_id: uuid.UUID, body: SubmissionIn) -> Any:
    """Deposit the file (or send it completed): the arrival of the request decides whether it is on time."""
    send = submit_pieces if is_completing(application_id) else submit_application
    who: dict[str, Any] = {"by": actor_of(request), "now": now_of(request)}
    receipt = send(application_id=application_id, idempotency_key=body.idempotency_key, **who)
    return Status(201, receipt)


# --- calls ------------------------------------------------------------------------------------------------------


class TextOut(Schema):
    """A sentence in the two languages."""

    fr: str
    en: str


class WaveOut(Schema):
    """A wave; `status` is coming, open, grace or closed at the instant of the request."""

    number: int
    status: str
    opens_at: datetime
    closes_at: datetime
    zone: str
    grace_seconds: int
    results_days: int | None


class CallOut(Schema):
    """A call in a list; `timing` is open, coming, closed or record (calendar not known)."""

    slug: str
    title: TextOut
    summary: TextOut
    owner: str
    timing: str
    region_code: str
    is_sample: bool
    wave: WaveOut | None


class CriterionOut(Schema):
    """A selection criterion."""

    key: str
    label: TextOut
    weight_basis_points: int


class PieceOut(Schema):
    """A document to attach."""

    key: str
    label: TextOut
    required: bool
    per_partner: bool


class PrecheckQuestionOut(Schema):
    """A question of the pre-check; `kind` is money (cents), integer, yes_no or choice."""

    key: str
    kind: str
    text: TextOut
    choices: list[str]


class CallDetailOut(CallOut):
    """A call in its version in force."""

    version: int
    published_at: datetime
    who: TextOut
    what: TextOut
    how_much: TextOut
    minimum_base_cents: int | None
    maximum_aid_cents: int | None
    maximum_rate_basis_points: int | None
    maximum_months: int | None
    minimum_partners: int
    rules: list[TextOut]
    criteria: list[CriterionOut]
    pieces: list[PieceOut]
    precheck: list[PrecheckQuestionOut]
    caveats: dict[str, TextOut]
    waves: list[WaveOut]


class QuestionOut(Schema):
    """A published question and its answer, without its author."""

    id: uuid.UUID
    text: str
    answer: TextOut
    answered_at: datetime


class PrecheckIn(Schema):
    """Answers by question key: cents for money, whole numbers, true or false, or a choice's key."""

    answers: dict[str, int | bool | str | None]


class ProofOut(Schema):
    """A rule and its result: satisfied, failed or unknown."""

    rule_id: str
    label: TextOut
    result: str
    severity: str
    sentence: TextOut
    children: list[ProofOut] = []


class PrecheckOut(Schema):
    """The verdict first, then the rules."""

    result: str
    sentence: TextOut
    rules: list[ProofOut]


@router.get("", response=list[CallOut], summary=_("Les appels publiés"))
def list_calls(
    request: HttpRequest, timing: CallTiming | None = None, region: str = "", q: str = ""
) -> list[dict[str, Any]]:
    """Public calls, open ones first."""
    found = call_cards(actor=actor_of(request), now=now_of(request), timing=timing or "", region_code=region, words=q)
    return [_card(each) for each in found]


@router.get("/{slug}", response=CallDetailOut, summary=_("Un appel"))
def read_call(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One call in its version in force."""
    call = _readable(request, slug)
    limits = call.configuration
    return {
        **_card(call.card),
        "version": call.version,
        "published_at": call.published_at,
        "who": _text(limits.who),
        "what": _text(limits.what),
        "how_much": _text(limits.how_much),
        "minimum_base_cents": limits.minimum_base.cents if limits.minimum_base else None,
        "maximum_aid_cents": limits.maximum_aid.cents if limits.maximum_aid else None,
        "maximum_rate_basis_points": limits.maximum_rate.basis_points if limits.maximum_rate else None,
        "maximum_months": limits.maximum_months,
        "minimum_partners": limits.minimum_partners,
        "rules": [_text(each.label) for each in call.rules],
        "criteria": [
            {"key": each.key, "label": _text(each.label), "weight_basis_points": each.weight.basis_points}
            for each in limits.criteria
        ],
        "pieces": [
            {"key": each.key, "label": _text(each.label), "required": each.required, "per_partner": each.per_partner}
            for each in limits.pieces
        ],
        "precheck": [_question(each) for each in limits.precheck],
        "caveats": {part: _text(words) for part, words in limits.caveats.items()},
        "waves": [_wave(each) for each in call.waves],
    }


@router.get("/{slug}/questions", response=list[QuestionOut], summary=_("Questions et réponses d’un appel"))
def list_questions(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """Answered questions, newest first."""
    call = _readable(request, slug)
    return [
        {"id": each.id, "text": each.text, "answer": _text(each.answer), "answered_at": each.answered_at}
        for each in published_questions(call.card.id)
    ]


@router.post("/{slug}/precheck", response=PrecheckOut, summary=_("Vérifier s’il vaut la peine de candidater"))
def run_precheck(request: HttpRequest, slug: str, body: PrecheckIn) -> dict[str, Any]:
    """Evaluate the pre-check's rules. Nothing is stored; answers of another type count as not given."""
    call = _readable(request, slug)
    found = precheck(
        call.configuration, {each.key: _typed(each, body.answers.get(each.key)) for each in call.configuration.precheck}
    )
    if found is None:
        raise Http404
    return {
        "result": found.result,
        "sentence": _text(found.proof.sentence),
        "rules": [_proof(each) for each in found.proof.children],
    }


def _readable(request: HttpRequest, slug: str) -> CallPage:
    call = call_page(slug, actor=actor_of(request), now=now_of(request))
    if call is None:
        raise Http404
    return call


def _typed(question: PrecheckQuestion, value: object) -> Any:
    """The answer in the type of its question, or None."""
    if question.kind == "yes_no":
        return value if isinstance(value, bool) else None
    if question.kind == "choice":
        return value if value in [key for key, _label in question.choices] else None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return None
    return Money(value) if question.kind == "money" else value


def _text(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.in_language("en")}


def _wave(wave: WaveTimes) -> dict[str, Any]:
    return {
        "number": wave.number,
        "status": wave.status.value,
        "opens_at": wave.opens_at,
        "closes_at": wave.closes_at,
        "zone": wave.zone,
        "grace_seconds": int(wave.grace.total_seconds()),
        "results_days": wave.results_days,
    }


def _card(card: CallCard) -> dict[str, Any]:
    return {
        "slug": card.slug,
        "title": _text(card.title),
        "summary": _text(card.summary),
        "owner": card.owner,
        "timing": card.timing.value,
        "region_code": card.region_code,
        "is_sample": card.is_sample,
        "wave": _wave(card.wave) if card.wave else None,
    }


def _question(question: PrecheckQuestion) -> dict[str, Any]:
    choices = [key for key, _label in question.choices]
    return {"key": question.key, "kind": question.kind, "text": _text(question.text), "choices": choices}


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "rule_id": proof.rule_id,
        "label": _text(proof.label),
        "result": proof.result,
        "severity": proof.severity,
        "sentence": _text(proof.sentence),
        "children": [_proof(each) for each in proof.children],
    }
