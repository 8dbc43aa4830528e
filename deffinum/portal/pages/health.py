"""Is the platform in working order? For supervisors and load balancers."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse


def page(request: HttpRequest) -> JsonResponse:
    """`/sante/`: 200 {"status": "ok", …}, or 503 when the database does not answer. Carries no secret."""
    database = _database_answers()
    body = {"status": "ok" if database else "unavailable", "database": "ok" if database else "unavailable"}
    response = JsonResponse(body, status=200 if database else 503)
    response["Cache-Control"] = "no-store"
    return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
