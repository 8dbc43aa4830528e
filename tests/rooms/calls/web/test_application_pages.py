"""Every page of an application answers, in few queries, to those who may read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.applications import Consortium, Person, make_consortium, make_wave, person
from tests.factories.selection import client_of, make_walk

pytestmark = pytest.mark.django_db
Browser = Callable[[Person], Client]
PAGES = ["application", "application_identity", "consortium", "budget", "funding", "pieces", "summary", "completeness",
         "submit_application", "withdraw_application"]  # fmt: skip


def address(name: str, consortium: Consortium, *more: object) -> str:
    return reverse(f"calls:{name}", args=[consortium.application.pk, *more])


@pytest.mark.parametrize("name", PAGES)
def test_each_page_answers_to_lead_and_partner(name: str, consortium: Consortium, browser: Browser) -> None:
    consortium.complete()
    for who in (consortium.lead, consortium.people[0]):
        answer = browser(who).get(address(name, consortium))
        assert answer.status_code == 200
        assert consortium.application.reference in answer.content.decode()


@pytest.mark.parametrize("deposited", [False, True])
@pytest.mark.parametrize("name", ["application", "budget", "funding", "summary", "consortium", "pieces"])
def test_a_page_costs_at_most_fifteen_queries(
    name: str, deposited: bool, browser: Browser, django_assert_max_num_queries
) -> None:
    walk = make_walk(partners=3) if deposited else None
    consortium = walk.consortium if walk else make_consortium(partners=3)
    if walk is None:
        consortium.complete()
    client = browser(consortium.lead)
    client.get(address(name, consortium))
    with django_assert_max_num_queries(15):
        assert client.get(address(name, consortium)).status_code == 200


def test_the_whole_file_costs_an_officer_at_most_fifteen_queries(django_assert_max_num_queries) -> None:
    walk = make_walk(partners=3)
    page, client = reverse("selection:dossier", args=[walk.application.pk]), client_of(walk.officer)
    client.get(page)
    with django_assert_max_num_queries(15):
        assert "Concevoir et former." in client.get(page).content.decode()


def test_strangers_are_told_and_visitors_sign_in(consortium: Consortium, browser: Browser) -> None:
    refused = browser(person()).get(address("application", consortium))
    assert refused.status_code == 403 and "dont vous n’êtes pas membre" in refused.content.decode()
    assert Client().get(address("application", consortium)).status_code == 302
    missing = browser(consortium.lead).get("/candidatures/00000000-0000-0000-0000-000000000000/")
    assert missing.status_code == 404


def test_my_applications_and_the_overview_say_what_to_do(consortium: Consortium, browser: Browser) -> None:
    client = browser(consortium.lead)
    assert "déposez-le avant la clôture" in client.get(reverse("calls:my_applications")).content.decode()
    assert "Aucune candidature" in browser(person()).get(reverse("calls:my_applications")).content.decode()
    overview = client.get(address("application", consortium)).content.decode()
    assert "Il reste" in overview and "n’a pas encore validé sa partie" in overview


def test_starting_an_application_from_the_call(browser: Browser) -> None:
    wave, who = make_wave(), person()
    client = browser(who)
    start = reverse("calls:start_application", args=[wave.call.slug])
    assert "Organisation chef de file" in client.get(start).content.decode()
    wrong = client.post(start, {"title": "", "organisation_id": who.organisation.pk})
    assert wrong.status_code == 422 and "Donnez un titre" in wrong.content.decode()
    foreign = client.post(start, {"title": "Projet", "organisation_id": person().organisation.pk})
    assert foreign.status_code == 422 and "pas de mandat" in foreign.content.decode()
    opened = client.post(start, {"title": "Projet (exemple)", "organisation_id": who.organisation.pk, "months": "24"})
    assert opened.status_code == 302
    assert f"{wave.call.slug.upper()}-0001" in client.get(opened.url).content.decode()


def test_a_wave_that_is_closed_offers_nothing(browser: Browser, at_noon) -> None:
    wave, who = make_wave(), person()
    at_noon(wave.closes_at + timedelta(seconds=1))
    page = browser(who).get(reverse("calls:start_application", args=[wave.call.slug]))
    assert "Aucune vague n’est ouverte" in page.content.decode()


def test_the_identity_is_kept_or_corrected(consortium: Consortium, browser: Browser) -> None:
    client, page = browser(consortium.lead), address("application_identity", consortium)
    wrong = client.post(page, {"title": "T", "months": "0", "scope": "national"})
    assert wrong.status_code == 422 and "entre 1 et 120 mois" in wrong.content.decode()
    assert client.post(page, {"title": "Nouveau titre", "months": "12", "scope": "national"}).status_code == 302
    consortium.application.refresh_from_db()
    assert (consortium.application.title, consortium.application.months) == ("Nouveau titre", 12)


def test_the_call_of_another_language(consortium: Consortium, browser: Browser) -> None:
    consortium.complete()
    client = browser(consortium.lead)
    client.cookies["django_language"] = "en"
    for name in PAGES:
        page = client.get(address(name, consortium)).content.decode()
        assert 'lang="en"' in page


def test_the_live_list_is_a_fragment_for_htmx_and_a_page_without(consortium: Consortium, browser: Browser) -> None:
    client, page = browser(consortium.lead), address("completeness", consortium)
    fragment = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment and 'id="completeness"' in fragment and "Joignez la pièce" in fragment
    assert "<html" in client.get(page).content.decode()
