"""The officer's pages: who opens them, what a form says when it is wrong, what is published when it is right."""

from __future__ import annotations

import pytest
from django.test import Client

from deffinum.rooms.people.public import Role
from deffinum.rooms.plan.models import EnvelopeEntry, Figure, LeverStateEntry
from deffinum.rooms.plan.queries.lever_page import lever_page
from tests.factories.people import AccountFactory, RoleFactory

PAGES = (
    "/instruction/plan/",
    "/instruction/plan/leviers/hackathons/etat/",
    "/instruction/plan/montants/deffinum/",
    "/instruction/plan/chiffres/",
)
PROOF = {"reason": "Annonce lue.", "said_by": "Source d’exemple", "address": "https://exemple.invalid/annonce"}


@pytest.fixture
def officer(plan: None, client: Client) -> Client:
    client.force_login(RoleFactory(role=Role.OFFICER).account)
    return client


@pytest.mark.parametrize("address", PAGES)
def test_officers_only(plan: None, client: Client, address: str) -> None:
    assert "Connectez-vous" in client.get(address).content.decode()
    client.force_login(AccountFactory())
    refused = client.get(address)
    assert refused.status_code == 403
    assert "Seuls les agents du plan" in refused.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_officers_open_them(officer: Client, address: str) -> None:
    assert officer.get(address).status_code == 200


def test_a_state_is_recorded_and_published(officer: Client) -> None:
    answer = officer.post(PAGES[1], PROOF | {"state": "launched", "as_of": "2023-03"}, follow=True)
    assert "L’état est enregistré" in answer.content.decode()
    assert "Annonce lue." in answer.content.decode()
    lever = lever_page("hackathons")
    assert lever is not None and lever.present is not None
    assert (lever.present.state, lever.present.as_of.text) == ("launched", "2023-03")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"as_of": "mars 2023"}, "Écrivez l’année, l’année et le mois, ou la date entière"),
        ({"as_of": "2999"}, "Cette date est à venir"),
        ({"as_of": "2020"}, "L’historique ne se récrit pas"),
        ({"reason": ""}, "obligatoire"),
        ({"address": "ftp://exemple.invalid/"}, "adresse complète"),
        ({"state": "finished"}, "finished"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed_and_records_nothing(
    officer: Client, changes: dict[str, str], sentence: str
) -> None:
    count = LeverStateEntry.objects.count()
    sent = PROOF | {"state": "launched", "as_of": "2023-03", "reason_en": "Read."} | changes
    answer = officer.post(PAGES[1], sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Read." in page
    assert LeverStateEntry.objects.count() == count


def test_an_amount_is_recorded_in_cents(officer: Client) -> None:
    sent = PROOF | {"amount": "95 000 000,50", "qualifier": "about", "note": "L’enveloppe.", "as_of": "2023"}
    answer = officer.post(PAGES[2], sent)
    assert answer.headers["Location"] == "/plan/#ligne-deffinum"
    entry = EnvelopeEntry.objects.get(note__fr="L’enveloppe.")
    assert (entry.amount_cents, entry.qualifier, entry.as_of) == (9_500_000_050, "about", "2023")
    again = officer.post(PAGES[2], sent)
    assert "Cette source donne déjà ce montant" in again.content.decode()


def test_a_figure_is_recorded(officer: Client) -> None:
    sent = PROOF | {
        "key": "projets-en-cours", "group": "funnel", "label": "Projets en cours", "value": "3", "unit": "projects",
        "as_of": "2023",
    }  # fmt: skip
    answer = officer.post(PAGES[3], sent, follow=True)
    assert "Projets en cours" in answer.content.decode()
    assert Figure.objects.get(key="projets-en-cours").value == 3
    wrong = officer.post(PAGES[3], sent | {"value": "-3"})
    assert wrong.status_code == 422


def test_a_page_opened_as_officer_and_posted_as_another_is_refused(officer: Client) -> None:
    officer.force_login(AccountFactory())
    count = LeverStateEntry.objects.count()
    assert officer.post(PAGES[1], PROOF | {"state": "launched", "as_of": "2023"}).status_code == 403
    assert LeverStateEntry.objects.count() == count
