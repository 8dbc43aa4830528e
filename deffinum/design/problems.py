"""How a machine is told no: an RFC 9457 document (`application/problem+json`)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpResponse

from deffinum.foundation.errors import DomainError


def problem(
    status: int,
    detail: str,
    *,
    title: str = "",
    field: str = "",
    errors: list[dict[str, str]] | None = None,
    retry_after: int = 0,
) -> HttpResponse:
    """`title`, `status`, `detail`, and `field` or `errors` ([{'field', 'detail'}]) when fields are wrong.

    `retry_after`: seconds after which asking again may go well; 0: nothing is said of it.
    """
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if field:
        document["field"] = field
    if errors is not None:
        document["errors"] = errors
    response = HttpResponse(orjson.dumps(document), status=status, content_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="Deffinum"'
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def problem_of(error: DomainError) -> HttpResponse:
    """A rule of the domain says no: the error's own status, sentence, field and time to come back."""
    return problem(error.status, str(error.message), field=error.field, retry_after=error.retry_after)
