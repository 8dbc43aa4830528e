"""Search over the rooms."""

from __future__ import annotations

import re

from django.test import Client


def test_a_search_without_accents_leads_to_the_lever(plan: None, client: Client) -> None:
    page = client.get("/recherche/", {"q": "communs numeriques"}).content.decode()
    assert "/plan/leviers/communs-numeriques/" in page
    assert "1 réponse pour «" in page


def test_an_empty_answer_says_what_to_do(plan: None, client: Client) -> None:
    page = client.get("/recherche/", {"q": "zzzz"}).content.decode()
    assert "Rien ne correspond" in page
    assert re.search(r"0 réponses? pour « zzzz »", page)  # the plural rule needs the compiled catalogues


def test_what_is_typed_is_never_markup(plan: None, client: Client) -> None:
    page = client.get("/recherche/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_a_very_long_text_is_cut(plan: None, client: Client) -> None:
    assert client.get("/recherche/", {"q": "a" * 5000}).status_code == 200
    assert client.get("/recherche/", {"q": "\x00"}).status_code == 200


def test_the_search_page_without_words_invites(db: None, client: Client) -> None:
    assert "Écrivez le nom" in client.get("/recherche/").content.decode()
