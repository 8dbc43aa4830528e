"""Five questions, the verdict first, rule by rule."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("loaded")
ADDRESS = "/appels/appel-exemple/verification/"
GOOD = {"partner_count": "7", "scope": "national", "months": "36", "base": "6 928 135", "aid": "4849695"}


def _page(client: Client, **changes: str) -> str:
    response = client.get(ADDRESS, GOOD | changes, headers={"accept-language": "fr"})
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_questions_come_first(client: Client) -> None:
    page = client.get(ADDRESS).content.decode()
    assert page.count('data-field="') == 5
    assert "Le verdict" not in page


def test_the_real_winner_passes_to_the_euro(client: Client) -> None:
    page = _page(client)
    assert "Cela vaut la peine de candidater" in page
    assert "le plafond est de 4 849 695 € (70 % de 6 928 135 €, arrondi à l’euro le plus proche)" in page


def test_one_euro_more_fails_with_the_figures(client: Client) -> None:
    page = _page(client, aid="4849696")
    assert "Pas encore : voici ce qui bloque" in page
    assert "L’aide demandée est de 4 849 696 € : elle dépasse de 1 € le plafond de 4 849 695 €" in page
    assert (page.count("Règle respectée :"), page.count("Règle non respectée :")) == (6, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"partner_count": "1"}, "il en faut au moins 2"),
        ({"scope": "regional"}, "Portée du projet : régionale"),
        ({"months": "37"}, "Le projet dure 37 mois"),
        ({"base": "499999,99", "aid": "100000"}, "il manque 0,01 € pour atteindre le minimum de 500 000 €"),
    ],
)
def test_each_rule_says_what_to_change(client: Client, changes: dict[str, str], sentence: str) -> None:
    page = _page(client, **changes)
    assert "Ce qu’il faut changer" in page
    assert sentence in page


def test_a_missing_answer_is_not_known_yet(client: Client) -> None:
    page = _page(client, base="")
    assert "À déterminer" in page
    assert "Cela vaut la peine" not in page


def test_an_amount_that_is_not_one_is_said_beside_its_field(client: Client) -> None:
    page = _page(client, aid="beaucoup")
    assert "Écrivez ce montant en chiffres" in page
    assert "Le verdict" not in page
    assert "négatif" in _page(client, aid="-1")


def test_the_page_speaks_english(client: Client) -> None:
    page = client.get(ADDRESS, GOOD | {"scope": "regional"}, headers={"accept-language": "en"}).content.decode()
    assert "What to change" in page
    assert "Reach of the project: regional" in page


def test_the_regional_call_asks_its_own_questions(client: Client) -> None:
    answers = {"partner_count": "2", "months": "11", "base": "250000", "aid": "200001", "has_building_works": "oui"}
    page = client.get("/appels/deffinov-paca/verification/", answers).content.decode().replace("\u00a0", " ")
    assert "le minimum est de 12 mois" in page
    assert "Le projet comporte des travaux de bâtiment" in page
    assert "Réduisez la demande" in page
