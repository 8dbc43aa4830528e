"""Help: honest, complete, made from what the platform declares."""

from __future__ import annotations

import pytest
from django.test import Client

from deffinum.portal.api_description import described_routes
from deffinum.portal.glossary import glossary
from deffinum.portal.personal_data import holdings

ADDRESSES = (
    "/aide/",
    "/aide/accessibilite/",
    "/aide/mentions-legales/",
    "/aide/donnees-personnelles/",
    "/aide/glossaire/",
    "/aide/api/",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_help_opens_in_both_languages(db: None, client: Client, address: str, language: str) -> None:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()


def test_no_audit_is_claimed(db: None, client: Client) -> None:
    page = client.get("/aide/accessibilite/").content.decode()
    assert "non auditée" in page
    assert "Aucun tiers ne l’a encore auditée" in page


def test_personal_data_come_from_the_declarations(db: None, client: Client) -> None:
    declared = holdings()
    assert any(each.declaration.model == "Account" for each in declared)
    page = client.get("/aide/donnees-personnelles/").content.decode()
    for each in declared:
        assert each.declaration.model in page
        assert each.declaration.purpose.fr and each.declaration.retention.fr


def test_every_word_of_the_glossary_has_both_languages_and_one_sentence() -> None:
    words = glossary()
    assert len(words) == len({each.anchor for each in words}) >= 50
    for each in words:
        assert each.word.fr and each.word.en and each.meaning.fr.endswith(".") and each.meaning.en.endswith(".")


def test_the_api_page_lists_every_route_of_the_document(db: None, client: Client) -> None:
    document = client.get("/api/openapi.json").json()
    expected = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    listed = {(route.method, route.path) for group in described_routes() for route in group.routes}
    assert listed == expected
    page = client.get("/aide/api/").content.decode()
    for method, path in expected:
        assert f"<code>{method} {path}</code>" in page
