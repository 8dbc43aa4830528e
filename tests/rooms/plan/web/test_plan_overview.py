"""The public page of the plan: everything with its source, no average."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.utils.html import escape

from deffinum.rooms.plan.queries.published_figures import published_figures


def body(client: Client, address: str = "/plan/", **headers: Any) -> str:
    answer = client.get(address, **headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_loading_the_page_says_what_will_come(db: None, client: Client) -> None:
    assert "Le plan n’est pas encore publié" in body(client)


def test_every_source_is_linked(plan: None, client: Client) -> None:
    page = body(client)
    for figure in published_figures():
        assert escape(figure.source.address) in page
        assert f'id="ligne-{figure.key}"' in page or f'id="chiffre-{figure.key}"' in page
    assert page.count("D’où vient ce chiffre") >= len(published_figures())


def test_disagreement_is_shown(plan: None, client: Client) -> None:
    page = body(client)
    assert page.count("Les sources publiques diffèrent") == 3
    for amount in ("100\u202f000\u202f000\u00a0€", "90\u202f000\u202f000\u00a0€", "152\u202f000\u202f000\u00a0€"):
        assert amount in page
    assert "plus de 360\u202f000\u202f000\u00a0€" in page


def test_no_average_progress_anywhere(plan: None, client: Client) -> None:
    for address in ("/plan/", "/plan/leviers/appel-deffinum/", "/plan/chiffres.csv", "/"):
        text = re.sub(r"<[^>]+>", " ", body(client, address)).lower()
        assert not re.search(r"\d\s*%", text)
        assert not re.search(r"avancement|progression|taux de réalisation|progress\b", text)
        assert "<progress" not in body(client, address) and "<meter" not in body(client, address)


def test_the_page_costs_a_fixed_number_of_queries(plan: None, client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(7):  # the plan (6) and the instant of the request
        client.get("/plan/")


def test_english_says_the_same(plan: None, client: Client) -> None:
    page = body(client, headers={"accept-language": "en"})
    assert "The Deffinum call for projects" in page
    assert "€100,000,000" in page
