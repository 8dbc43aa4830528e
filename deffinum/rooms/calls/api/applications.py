"""Applications in the typed API: one's own, their sections, pieces and deposit. Instants in UTC."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Field, File, Form, Schema, Status
from ninja.files import UploadedFile

from deffinum.design.problems import problem
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.files.receive_upload import received_upload
from deffinum.rooms.calls.api.router import router
from deffinum.rooms.calls.commands.attach_file import attach_file
from deffinum.rooms.calls.commands.save_answer import AnswerConflict
from deffinum.rooms.calls.commands.save_section import SentAnswer, save_section
from deffinum.rooms.calls.commands.submit_application import submit_application
from deffinum.rooms.calls.commands.submit_pieces import submit_pieces
from deffinum.rooms.calls.queries.application_dossier import application_dossier
from deffinum.rooms.calls.queries.application_rows import is_completing, required_piece
from deffinum.rooms.calls.queries.my_applications import my_applications


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
