"""Keep one field, in the background (contract: `design/islands/autosave.js`)."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deffinum.design.formats import machine_instant
from deffinum.design.json_text import JsonUnreadable, read_json
from deffinum.design.requests import actor_of, now_of, sent_text, whole_number
from deffinum.foundation.errors import DomainError
from deffinum.foundation.questionnaires import AnswerProblem, Field, FieldType, display_answer, read_stored
from deffinum.foundation.questionnaires.inputs import typed_text
from deffinum.rooms.calls.commands.save_answer import AnswerConflict, save_answer
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.policies.consortium import NOT_YOURS
from deffinum.rooms.calls.queries.pinned_rules import definition_of

GONE = gettext_lazy(
    "Cette page ne correspond plus au dossier : rechargez-la. Votre texte est gardé dans ce navigateur."
)


@require_POST
def page(request: HttpRequest, application_id: uuid.UUID, partner_id: uuid.UUID | None = None) -> HttpResponse:
    """200 {version, saved_at, said} · 409 {version, theirs, said} · 422 {errors} · 400/403/404 {said}."""
    field_key = request.POST.get("field", "")
    if not actor_of(request).is_known:
        return JsonResponse({"said": str(NOT_YOURS)}, status=403)
    try:
        field = _field(application_id, field_key)
        if field is None:
            return JsonResponse({"said": str(GONE)}, status=404)
        saved = save_answer(
            application_id=application_id, partner_id=partner_id, field_key=field_key,
            raw=typed_value(field, request.POST.getlist("value")),
            expected_version=whole_number(request.POST.get("version")) or 0,
            idempotency_key=sent_text(request, "idempotency_key", longest=64),
            by=actor_of(request), now=now_of(request),
        )  # fmt: skip
    except ObjectDoesNotExist:
        return JsonResponse({"said": str(GONE)}, status=404)
    except AnswerConflict as conflict:
        answer = {"version": conflict.version, "theirs": theirs_text(conflict), "said": str(conflict)}
        return JsonResponse(answer, status=409)
    except AnswerProblem as problem:
        return JsonResponse({"errors": {field_key: str(problem)}}, status=422)
    except DomainError as error:
        return JsonResponse({"said": str(error)}, status=error.status)
    said = _("Enregistré. Votre partie était validée : ce changement l’a rouverte.") if saved.reopened else ""
    return JsonResponse({"version": saved.version, "saved_at": machine_instant(saved.saved_at), "said": said})


def _field(application_id: uuid.UUID, field_key: str) -> Field | None:
    application = Application.objects.with_pinned_version().get(pk=application_id)
    return definition_of(application).fields.get(field_key)


def typed_value(field: Field, values: list[str]) -> Any:
    """The values that the browser sent, in the shape that this type of field reads. A table comes as JSON rows.

    Raises JsonTooDeep.
    """
    if field.type is FieldType.MANY_CHOICES:
        return values
    text = values[0] if values else ""
    if field.type is not FieldType.TABLE:
        return text
    try:
        return read_json(text) if text else []
    except JsonUnreadable:
        return text


def theirs_text(conflict: AnswerConflict) -> str:
    """The kept answer as the browser would send it (a list joined by commas), so that equal texts are no conflict."""
    field, data = conflict.question, conflict.theirs
    if field.type is FieldType.MANY_CHOICES:
        return ",".join(data or [])
    if field.type is FieldType.TABLE:
        return display_answer(field, data, get_language() or "fr")
    return typed_text(field, read_stored(field, data))
