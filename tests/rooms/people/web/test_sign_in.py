"""Signing up and signing in, in our look and in French."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from deffinum.rooms.people.models import Account
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db
CODE = re.compile(r"^[A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _no_limit_left() -> None:
    cache.clear()


def known(email: str = "camille@exemple.invalid", password: str = "une phrase longue et sûre") -> Account:
    account: Account = AccountFactory(email=email)
    account.set_password(password)
    account.save()
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return account


def code_of_last_mail() -> str:
    found = CODE.search(str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[0]


def test_someone_creates_an_account_and_confirms_it_by_code(client: Client) -> None:
    answer = client.post(
        "/comptes/signup/",
        {"email": "Dominique@exemple.invalid", "password1": "une phrase longue et sûre"},
        headers={"accept-language": "en"},
    )
    assert answer.status_code == 302
    account = Account.objects.get()
    assert (account.email, account.language, account.is_active) == ("dominique@exemple.invalid", "en", True)
    assert account.created_at is not None
    assert "_auth_user_id" not in client.session
    answer = client.post("/comptes/confirm-email/", {"code": code_of_last_mail()})
    assert client.session["_auth_user_id"] == str(account.pk)
    assert EmailAddress.objects.get(user=account).verified


def test_a_code_by_mail_replaces_the_password(client: Client) -> None:
    account = known()
    client.post("/comptes/login/code/", {"email": account.email})
    assert "code" in mail.outbox[-1].subject
    assert "Bonjour," in str(mail.outbox[-1].body)
    page = client.get("/comptes/login/code/confirm/").content.decode()
    assert "Un code vient de partir" in page
    client.post("/comptes/login/code/confirm/", {"code": "WRONG1"})
    assert "_auth_user_id" not in client.session
    client.post("/comptes/login/code/confirm/", {"code": code_of_last_mail()})
    assert client.session["_auth_user_id"] == str(account.pk)


def test_a_wrong_password_is_said_in_a_summary_beside_the_form(client: Client) -> None:
    account = known()
    page = client.post("/comptes/login/", {"login": account.email, "password": "faux"}).content.decode()
    assert "error-summary" in page
    assert "L’adresse e-mail ou le mot de passe sont incorrects." in page
    assert page.index("<title>Erreur :") < page.index("<body")


def test_signing_in_with_a_password_keeps_the_language_of_the_account(client: Client) -> None:
    account = known()
    Account.objects.update(language="en")
    answer = client.post("/comptes/login/", {"login": account.email, "password": "une phrase longue et sûre"})
    assert answer.headers["location"] == "/mon-espace/"
    assert client.cookies["django_language"].value == "en"


def test_too_many_wrong_passwords_are_refused_even_with_the_right_one(client: Client) -> None:
    account = known()
    for _attempt in range(10):
        client.post("/comptes/login/", {"login": account.email, "password": "faux"})
    page = client.post("/comptes/login/", {"login": account.email, "password": "une phrase longue et sûre"})
    assert "Trop de tentatives" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_unknown_address_gets_the_same_page_as_a_known_one(client: Client) -> None:
    known("camille@exemple.invalid")
    answers = [
        client.post("/comptes/login/code/", {"email": email})
        for email in ("camille@exemple.invalid", "x@exemple.invalid")
    ]
    assert answers[0].headers["location"] == answers[1].headers["location"]


def test_a_closed_account_does_not_sign_in(client: Client) -> None:
    account = known()
    Account.objects.update(is_active=False)
    client.post("/comptes/login/", {"login": account.email, "password": "une phrase longue et sûre"})
    assert "_auth_user_id" not in client.session


ENTRANCE = ("login/", "signup/", "login/code/", "password/reset/", "inactive/", "3rdparty/login/cancelled/")
MANAGED = (
    "email/",
    "password/change/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "3rdparty/",
    "logout/",
)


@pytest.mark.parametrize("path", ENTRANCE)
def test_each_page_before_signing_in_has_our_look_and_one_title(client: Client, path: str) -> None:
    answer = client.get(f"/comptes/{path}")
    assert_our_look(answer)


@pytest.mark.parametrize("path", MANAGED)
def test_each_page_of_the_account_has_our_look_and_one_title(client: Client, path: str) -> None:
    account = known()
    client.post("/comptes/login/", {"login": account.email, "password": "une phrase longue et sûre"})
    answer = client.get(f"/comptes/{path}", follow=True)
    assert_our_look(answer)


def assert_our_look(answer: Any) -> None:
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'id="contenu"' in page
    assert len(re.findall("<h1[ >]", page)) == 1
    title = re.search("<title>(.*?)</title>", page, re.DOTALL)
    assert title and title[1].strip() not in {"", "— Deffinum"}
    assert not re.search(r"\sstyle=|<script(?![^>]*(?:src=|application/json))", page)
    for english in ("Sign In", "Sign Up", "password", "Email"):
        assert f">{english}" not in page
