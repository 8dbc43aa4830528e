"""Search in the plan."""

from __future__ import annotations

from django.urls import reverse

from deffinum.foundation.policies import VISITOR
from deffinum.rooms.plan.queries.search_plan import public_pages_plan, search_plan


def found(text: str) -> list[str]:
    return [str(hit.title) for hit in search_plan(text, actor=VISITOR)]


def test_accents_and_capitals_do_not_count(plan: None) -> None:
    assert found("COMMUNS NUMERIQUES") == ["Les communs numériques"]
    assert found("digital commons") == ["Les communs numériques"]


def test_levers_come_before_money_and_figures(plan: None) -> None:
    kinds = [str(hit.kind) for hit in search_plan("tiers-lieux", actor=VISITOR)]
    assert kinds == sorted(kinds, key=["Levier du plan", "Argent du plan", "Chiffre du plan"].index)
    assert kinds[0] == "Levier du plan"


def test_nothing_is_found_for_nothing(plan: None) -> None:
    assert found("") == []
    assert found("zzz") == []


def test_the_limit_holds(plan: None) -> None:
    assert len(search_plan("projets", actor=VISITOR, limit=2)) == 2


def test_every_public_page_has_an_address(plan: None) -> None:
    addresses = [reverse(page.url_name, kwargs=dict(page.url_arguments)) for page in public_pages_plan()]
    assert "/plan/" in addresses
    assert len(addresses) == len(set(addresses)) == 9
