"""The plan for machines."""

from __future__ import annotations

from django.test import Client


def test_the_plan_lists_levers_with_their_state(plan: None, client: Client) -> None:
    document = client.get("/api/plan").json()
    levers = [lever for axis in document["axes"] for lever in axis["levers"]] + document["other_levers"]
    assert len(levers) == 8
    hackathons = next(each for each in levers if each["slug"] == "hackathons")
    assert hackathons["present"]["state"] == "not_launched"
    assert hackathons["present"]["source"]["address"].startswith("https://")


def test_a_lever_carries_its_history(plan: None, client: Client) -> None:
    document = client.get("/api/plan/levers/offre-d-accompagnement").json()
    assert [each["as_of"] for each in document["states"]] == [
        "2021-03",
        "2021-04",
        "2021-10-01",
        "2022-06-02",
        "2022-10-18",
    ]
    assert document["present"] == document["states"][-1]


def test_what_is_not_there_is_a_problem_document(plan: None, client: Client) -> None:
    answer = client.get("/api/plan/levers/rien")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_figures_of_one_lever(plan: None, client: Client) -> None:
    figures = client.get("/api/plan/figures", {"lever": "tiers-lieux-de-formation"}).json()
    assert {each["lever"] for each in figures} == {"tiers-lieux-de-formation"}
    assert {"deffinov", "manufactures", "deffinov-tiers-lieux"} <= {each["key"] for each in figures}
