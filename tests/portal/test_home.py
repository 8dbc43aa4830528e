"""Home: doors by need, three figures with their sources, what is open now."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils.safestring import mark_safe

from deffinum.design import slots
from deffinum.portal import doors
from deffinum.portal.pages.home import live_figures


def test_the_five_needs_are_named(plan: None, client: Client) -> None:
    page = client.get("/").content.decode()
    for need in (
        "Je cherche un financement",
        "Je me forme",
        "Je gère un lieu",
        "Je pilote ou j’instruis",
        "Je regarde le plan",
    ):
        assert need in page


def test_a_door_whose_room_does_not_exist_is_no_link(
    monkeypatch: pytest.MonkeyPatch, plan: None, client: Client
) -> None:
    need = doors.Need("x", "Besoin d’exemple", "Texte.", "/une-adresse-sans-page/")
    monkeypatch.setattr(doors, "_NEEDS", (need,))
    page = client.get("/").content.decode()
    assert "Besoin d’exemple" in page
    assert "Cette partie n’est pas encore ouverte" in page
    assert "/une-adresse-sans-page/" not in page


def test_three_live_figures_with_their_sources(plan: None) -> None:
    figures = live_figures()
    assert [str(figure.value) for figure in figures] == [
        "90\u202f000\u202f000\u00a0€",
        "62 projets",
        "208 tiers-lieux",
    ]
    assert all(figure.source and figure.source.url.startswith("https://") for figure in figures)
    assert "100\u202f000\u202f000\u00a0€ (ministère du Travail)" in str(figures[0].note)


def test_what_is_open_comes_from_the_rooms(plan: None, client: Client) -> None:
    assert "Aucun appel n’est ouvert aujourd’hui" in client.get("/").content.decode()

    def calls(request: HttpRequest, **_: Any) -> Any:
        return mark_safe("<p>Appel d’exemple</p>")

    slots.register("portal.home.open_calls", calls)
    try:
        page = client.get("/").content.decode()
    finally:
        slots.unregister("portal.home.open_calls", calls)
    assert "Appel d’exemple" in page
    assert "Aucun appel n’est ouvert" not in page


def test_without_a_plan_the_page_still_stands(db: None, client: Client) -> None:
    assert "Les chiffres paraîtront ici" in client.get("/").content.decode()
