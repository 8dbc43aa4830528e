"""The page of a lever."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.test import Client
from django.utils.safestring import mark_safe

from deffinum.design import slots


def test_the_history_is_told_oldest_first(plan: None, client: Client) -> None:
    page = client.get("/plan/leviers/tiers-lieux-de-formation/").content.decode()
    reasons = ["L’appel est annoncé", "fixent le cadre", "204 projets"]
    places = [page.index(each) for each in reasons]
    assert places == sorted(places)
    assert "28\u00a0juin\u00a02022" in page
    assert "50\u202f000\u202f000\u00a0€" in page


def test_upper_rooms_may_show_their_calls(plan: None, client: Client) -> None:
    def calls(request: HttpRequest, *, lever: Any, **_: Any) -> Any:
        return mark_safe(f"<p>Appels du levier {lever.slug}</p>")  # noqa: S308 - a sentence of this test

    slots.register("plan.lever_page.calls", calls)
    try:
        page = client.get("/plan/leviers/appel-deffinum/").content.decode()
    finally:
        slots.unregister("plan.lever_page.calls", calls)
    assert "Appels du levier appel-deffinum" in page


def test_an_unknown_lever_is_not_found(plan: None, client: Client) -> None:
    answer = client.get("/plan/leviers/rien/")
    assert answer.status_code == 404
    assert "Rien ne répond à cette adresse" in answer.content.decode()
