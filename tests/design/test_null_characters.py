"""A null character in an address never reaches the database, which would refuse it with a failure of the page."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/registre/a%00b/",
        "/invitations/%00/",
        "/comptes/oidc/%00/login/",
        "/api/calls/%00",
        "/api/grants/awards/a%00b",
        "/api/plan/levers/%00",
    ],
)
def test_a_path_with_one_names_nothing(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Rien ne répond à cette adresse" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/appels/?region=%00",
        "/registre/?q=a%00b&region=%00",
        "/api/calls?region=a%00b",
        "/api/grants/awards?q=%00&call=%00&region=%00",
        "/api/plan/figures?lever=%00",
    ],
)
def test_in_a_query_it_is_left_out(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "%00" not in answer.content.decode()


@pytest.mark.parametrize("year", ["-1", "0", "10000", "9" * 30, "deux mille"])
def test_the_register_s_year_is_one_that_a_date_can_have(client: Client, year: str) -> None:
    answer = client.get(f"/api/grants/awards?year={year}")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["field"] == "year"
