"""What "mon espace" says of one's applications, and what to do when none is under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from deffinum.rooms.calls.models import Application, Call
from tests.factories.applications import Consortium, Person, make_wave, person
from tests.factories.people import AccountFactory

Browser = Callable[[Person], Client]


def _space(client: Client) -> str:
    return client.get("/mon-espace/").content.decode()


def test_who_acts_for_nobody_sees_no_applications(db: None, client: Client) -> None:
    make_wave()
    client.force_login(AccountFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Mes candidatures" not in _space(client)


def test_without_application_the_open_calls_are_offered_with_a_way_to_start(db: None, browser: Browser) -> None:
    wave = make_wave()
    page = _space(browser(person()))
    assert "Aucune candidature en cours" in page
    assert "Un appel est ouvert" in page
    assert f'href="/appels/{wave.call.slug}/"' in page
    assert f'href="/appels/{wave.call.slug}/candidater/"' in page


def test_without_any_open_call_the_list_of_calls_is_offered(db: None, browser: Browser) -> None:
    wave = make_wave()
    Call.objects.filter(pk=wave.call_id).update(state="closed_early")
    page = _space(browser(person()))
    assert "aucun appel ouvert" in page
    assert 'href="/appels/"' in page
    assert "candidater" not in page


def test_an_application_under_way_stands_first_with_what_to_do(browser: Browser, consortium: Consortium) -> None:
    page = _space(browser(consortium.lead))
    assert f'href="/candidatures/{consortium.application.pk}/"' in page
    assert "Complétez le dossier, puis déposez-le avant la clôture." in page
    assert "Aucune candidature en cours" not in page


@pytest.mark.parametrize("past", [{"state": "withdrawn"}, {"state": "submitted", "is_historical": True}])
def test_past_applications_leave_room_for_what_is_open(
    browser: Browser, consortium: Consortium, past: dict[str, Any]
) -> None:
    Application.objects.filter(pk=consortium.application.pk).update(**past)
    client = browser(consortium.lead)
    for page in (_space(client), client.get("/candidatures/").content.decode()):
        assert page.index("Aucune candidature en cours") < page.index("Candidatures passées")
        assert page.index(f"/appels/{consortium.application.call.slug}/candidater/") < page.index(
            "Candidatures passées"
        )


def test_the_page_costs_the_same_whatever_the_applications(
    browser: Browser, consortium: Consortium, django_assert_max_num_queries: Any
) -> None:
    client = browser(consortium.lead)
    with django_assert_max_num_queries(14):
        _space(client)
