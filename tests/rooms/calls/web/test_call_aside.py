"""The side of a call's page: one main action, and what can be obtained until when."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from deffinum.rooms.calls.models import Application, Call, Wave
from tests.factories.applications import Consortium, Person, person
from tests.factories.calls import NOW, make_call

Browser = Callable[[Person], Client]


def _aside(client: Client, slug: str) -> str:
    page = client.get(f"/appels/{slug}/").content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    before, aside, after = re.split(r'(<aside class="with-side__side.*?</aside>)', page, maxsplit=1, flags=re.DOTALL)
    assert "<h1>" in before and 'id="qui"' in after, "a phone meets the side before the text"
    return aside


def _actions(aside: str) -> list[tuple[str, str]]:
    """(kind, label) of each button."""
    found = re.findall(r'class="button button--(\w+)[^>]*>(?:<svg.*?</svg>)?([^<]+)<', aside, flags=re.DOTALL)
    return [(kind, label.strip()) for kind, label in found]


@pytest.mark.usefixtures("loaded")
def test_a_visitor_reads_the_aid_and_the_dates_and_is_led_to_the_pre_check(client: Client) -> None:
    aside = _aside(client, "appel-exemple")
    assert _actions(aside) == [
        ("primary", "Vérifier en cinq questions"),
        ("secondary", "Préparer une candidature"),
    ]
    assert 'href="/appels/appel-exemple/candidater/"' in aside
    for expected in ("70 % de l’assiette éligible", "10 000 000 €", "Ouverture de la vague 1", "Clôture de la vague 1"):
        assert expected in aside, expected
    assert aside.count("Clôture de la vague 1") == 1, "the countdown says it already"


@pytest.mark.usefixtures("loaded")
def test_a_closed_call_gives_its_two_moments_and_why_nothing_can_be_begun(client: Client) -> None:
    aside = _aside(client, "deffinum")
    assert "31 janvier 2022 à 0 h 00 (heure de Paris)" in aside
    assert "2 mai 2022 à 12 h 00 (heure de Paris)" in aside
    assert "data-countdown" not in aside
    assert "Aucune vague n’est ouverte" in aside
    assert "candidater" not in aside


@pytest.mark.usefixtures("at_now")
def test_moments_are_said_on_the_call_s_clocks_and_on_those_of_paris(client: Client) -> None:
    call = make_call(zone="Indian/Reunion", opens_at=NOW - timedelta(days=9))
    Wave.objects.filter(call=call).update(zone="Indian/Reunion")
    aside = _aside(client, call.slug)
    assert "1er mars 2026 à 13 h 30 (heure de La Réunion)<br>1er mars 2026 à 10 h 30 (heure de Paris)" in aside


@pytest.mark.usefixtures("at_now")
def test_a_call_closed_early_promises_no_date(client: Client) -> None:
    call = make_call()
    Call.objects.filter(pk=call.pk).update(state="closed_early")
    aside = _aside(client, call.slug)
    assert "Ouverture de la vague" not in aside
    assert "Clôture de la vague" not in aside


def test_who_has_an_application_takes_it_up_again(browser: Browser, consortium: Consortium) -> None:
    application = consortium.application
    aside = _aside(browser(consortium.lead), application.call.slug)
    actions = _actions(aside)
    assert actions[0] == ("primary", "Reprendre ma candidature")
    assert [kind for kind, _label in actions].count("primary") == 1
    assert actions[-1] == ("secondary", "Préparer une autre candidature")
    assert f'href="/candidatures/{application.pk}/"' in aside
    assert application.reference in aside
    Application.objects.filter(pk=application.pk).update(state="submitted", submitted_at=NOW)
    assert _actions(_aside(browser(consortium.lead), application.call.slug))[0] == ("primary", "Voir ma candidature")


def test_nobody_is_shown_the_application_of_others(browser: Browser, consortium: Consortium) -> None:
    aside = _aside(browser(person("Ailleurs")), consortium.application.call.slug)
    assert consortium.application.reference not in aside
    assert "Reprendre" not in aside
