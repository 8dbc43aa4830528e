"""Calls in the API: the page's facts, in machine words."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("loaded")


def _json(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return response.json()


def test_the_list_gives_open_calls_first(client: Client) -> None:
    found = _json(client, "/api/calls")
    assert [each["slug"] for each in found] == ["appel-exemple", "deffinum", "ami-cma", "deffinov-paca"]
    assert found[0]["timing"] == "open"
    assert [each["slug"] for each in _json(client, "/api/calls?timing=open")] == ["appel-exemple"]


def test_a_call_gives_its_waves_in_universal_time_and_its_limits(client: Client) -> None:
    call = _json(client, "/api/calls/deffinum")
    closings = [each["closes_at"] for each in call["waves"]]
    assert closings == ["2021-08-31T10:00:00Z", "2021-12-30T11:00:00Z", "2022-05-02T10:00:00Z"]
    assert [each["results_days"] for each in call["waves"]] == [433, 312, 189]
    assert (call["minimum_base_cents"], call["maximum_rate_basis_points"]) == (50_000_000, 7000)
    assert sum(each["weight_basis_points"] for each in call["criteria"]) == 10_000
    assert call["caveats"]["criteria"]["en"] == "Sample weights: our sources do not give the real ones."


def test_an_unknown_call_is_a_problem_document(client: Client) -> None:
    response = client.get("/api/calls/inconnu")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("application/problem+json")


def test_questions_carry_no_author(client: Client) -> None:
    (question,) = _json(client, "/api/calls/appel-exemple/questions")
    assert set(question) == {"id", "text", "answer", "answered_at"}


@pytest.mark.parametrize(("aid", "result"), [(484_969_500, "satisfied"), (484_969_600, "failed"), (None, "unknown")])
def test_the_precheck_gives_the_page_s_verdict(client: Client, aid: int | None, result: str) -> None:
    answers = {"partner_count": 7, "scope": "national", "months": 36, "base": 692_813_500, "aid": aid}
    response = client.post("/api/calls/appel-exemple/precheck", {"answers": answers}, content_type="application/json")
    assert response.status_code == 200
    found = response.json()
    assert found["result"] == result
    assert {each["rule_id"] for each in found["rules"]} == {
        "consortium",
        "scope",
        "maximum_months",
        "minimum_base",
        "aid_cap",
    }


def test_a_body_of_another_shape_is_refused(client: Client) -> None:
    response = client.post("/api/calls/appel-exemple/precheck", {"answers": [1]}, content_type="application/json")
    assert response.status_code == 422
    assert (
        client.post("/api/calls/ami-cma/precheck", {"answers": {}}, content_type="application/json").status_code == 404
    )
