"""The pieces: attach, replace, remove, read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deffinum.design.file_answer import file_answer
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.files.receive_upload import received_upload
from deffinum.foundation.files.words import endings_text, size_text
from deffinum.foundation.policies import Refused
from deffinum.rooms.calls.commands.attach_file import attach_file
from deffinum.rooms.calls.commands.remove_attachment import remove_attachment
from deffinum.rooms.calls.models import Attachment
from deffinum.rooms.calls.policies.application import may_see_application
from deffinum.rooms.calls.queries.application_dossier import ApplicationDossier, PieceView
from deffinum.rooms.calls.queries.application_rows import required_piece
from deffinum.rooms.calls.queries.call_configuration import RequiredPiece
from deffinum.rooms.calls.web.application_frame import application_page, opened, page_context
from deffinum.rooms.calls.words import PartKind


@dataclass(frozen=True)
class PieceShown:
    """A piece with what may be done about it."""

    view: PieceView
    field: str
    endings: str
    largest: str
    editable: bool
    problem: str


@dataclass(frozen=True)
class PieceGroup:
    """A piece that the call asks for: the reader's own, to attach, and the other members', to read."""

    piece: RequiredPiece
    own: list[PieceShown]
    others: list[PieceShown]


@application_page
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """GET shows what is asked for and what is there; POST attaches one file (fields `piece`, `partner`, `file`)."""
    dossier, now = opened(request, application_id), now_of(request)
    refused: dict[str, str] = {}
    if request.method == "POST":
        wanted = (request.POST.get("piece", ""), request.POST.get("partner", ""))
        view = next((each for each in dossier.pieces if (each.piece.key, _owner(each)) == wanted), None)
        if view is None:
            messages.error(
                request,
                _("Cette pièce n’est plus demandée ici : le fichier n’a pas été joint. Voici les pièces attendues."),
            )
        else:
            sentence = _attach(request, application_id, view)
            if not sentence:
                return redirect("calls:pieces", application_id=application_id)
            refused[_field(view)] = sentence
    shown = [
        PieceShown(
            each,
            _field(each),
            endings_text(each.piece.media_types),
            size_text(each.piece.max_bytes),
            dossier.is_open(PartKind.PIECE, each.piece.key, each.partner_id, now=now),
            refused.get(_field(each), ""),
        )
        for each in dossier.pieces
    ]
    context = page_context(request, dossier, _("Pièces"), groups=_groups(dossier, shown), form={"errors": refused})
    return render(request, "calls/application/pieces.html", context, status=422 if refused else 200)


def _groups(dossier: ApplicationDossier, shown: list[PieceShown]) -> list[PieceGroup]:
    return [
        PieceGroup(
            piece,
            [each for each in shown if each.view.piece == piece and each.view.is_mine],
            [each for each in shown if each.view.piece == piece and not each.view.is_mine],
        )
        for piece in dossier.configuration.pieces
    ]


def _owner(view: PieceView) -> str:
    return str(view.partner_id) if view.partner_id else ""


def _field(view: PieceView) -> str:
    return f"{view.piece.key}-{_owner(view)}"


def _attach(request: HttpRequest, application_id: uuid.UUID, view: PieceView) -> str:
    """Attach; returns what was refused, in words, or ''. The right is checked before a byte is kept."""
    actor, now = actor_of(request), now_of(request)
    piece = required_piece(
        application_id=application_id, piece_key=view.piece.key, partner_id=view.partner_id, by=actor, now=now
    )
    upload = request.FILES.get("file")
    if upload is None:
        return _("Choisissez un fichier à joindre. S’il était choisi, son envoi s’est interrompu : recommencez.")
    try:
        with received_upload(
            upload, declared_name=upload.name or "", allowed=piece.media_types, max_bytes=piece.max_bytes,
            declared_length=upload.size,
        ) as received:  # fmt: skip
            kept = attach_file(
                application_id=application_id, partner_id=view.partner_id, piece_key=view.piece.key, received=received,
                by=actor, now=now,
            )  # fmt: skip
    except Refused:
        raise
    except DomainError as error:
        return str(error)
    messages.success(request, _("Le fichier est joint : « %(name)s ».") % {"name": kept.file.original_name})
    return ""


@application_page
def download(request: HttpRequest, application_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponseBase:
    """The file, for those who may see the application."""
    attachment = Attachment.objects.select_related("file", "application").get(
        pk=attachment_id, application_id=application_id
    )
    may_see_application(actor_of(request), attachment.application, now=now_of(request)).require()
    return file_answer(attachment.file)


@application_page
def remove(request: HttpRequest, application_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponse:
    """Take a piece out (POST)."""
    if request.method == "POST":
        remove_attachment(
            application_id=application_id, attachment_id=attachment_id, by=actor_of(request), now=now_of(request)
        )
        messages.success(request, _("Le fichier est retiré du dossier."))
    return redirect("calls:pieces", application_id=application_id)
