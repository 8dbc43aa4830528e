"""Previews of the components and of the layouts: shown in sample mode or when debugging, read by the tests."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from deffinum.design.previews.samples import preview_context

PAGES = {
    "": "components",
    "formulaires": "forms",
    "travail": "work",
    "document": "document",
    "connexion": "bare",
    "ilots": "islands",
}


CONFLICT_UNTIL = 5
"""In the example of a conflict, the version that the other person reached."""
NOW = datetime(2022, 4, 29, 7, 30, tzinfo=UTC)


def page(request: HttpRequest, name: str = "") -> HttpResponse:
    """One preview page; 404 outside sample mode."""
    if not (settings.SAMPLE_MODE or settings.DEBUG) or name not in PAGES:
        raise Http404
    if request.method == "POST" and "field" in request.POST:
        return _autosave_example(request)
    context = preview_context(NOW)
    return render(request, f"design/previews/{PAGES[name]}.html", context)


def _autosave_example(request: HttpRequest) -> JsonResponse:
    """Answers as a room would (see `islands/autosave.js`), and keeps nothing.

    A value with the word 'conflit' meets somebody else's text; one with 'refus' is refused.
    """
    field, values = request.POST["field"], request.POST.getlist("value")
    version = int(request.POST.get("version", "0"))
    text = " ".join(values)
    if "conflit" in text and version < CONFLICT_UNTIL:
        theirs = "Le texte d’une autre personne (exemple)."
        return JsonResponse({"version": CONFLICT_UNTIL, "theirs": theirs, "said": ""}, status=409)
    if "refus" in text:
        return JsonResponse({"errors": {field: "Ce texte contient le mot « refus » (exemple)."}}, status=422)
    answer = {"version": version + 1, "saved_at": NOW.isoformat(), "said": "", "shown": {"aid": "1 000 € (exemple)"}}
    if field == "a-2026":
        answer["broken"] = [{"field": field, "said": "Exemple de règle : 10 000 € au plus."}] if len(text) > 5 else []
    return JsonResponse(answer)
