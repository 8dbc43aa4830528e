"""The one-shot fetch address of a launched unit (cmi5, section 8.2): without cookie, from any origin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from deffinum.design.requests import now_of
from deffinum.foundation.policies import VISITOR
from deffinum.rooms.records.commands.fetch_token import AlreadyFetched, UnknownFetch, fetch_token


@csrf_exempt
def page(request: HttpRequest, token: str) -> HttpResponse:
    """POST answers the token, then an error; both with 200, as the standard asks."""
    if request.method == "POST":
        response: HttpResponse = JsonResponse(_answer(request, token))
    else:
        response = HttpResponse(status=204 if request.method == "OPTIONS" else 405)
        response["Allow"] = "POST, OPTIONS"
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "POST, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Content-Type"
    response["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, token: str) -> dict[str, str]:
    try:
        return {"auth-token": fetch_token(token=token, by=VISITOR, now=now_of(request))}
    except (AlreadyFetched, UnknownFetch) as refusal:
        return {"error-code": refusal.code, "error-text": str(refusal)}
