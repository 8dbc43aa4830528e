"""A second factor, from its enrolment to the last recovery code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from deffinum.rooms.people.models import Account
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD = "camille@exemple.invalid", "une phrase longue et sûre"
AUTHENTICATE = "/comptes/2fa/authenticate/"
ACTIVATE = "/comptes/2fa/totp/activate/"


class Telephone:
    """An authenticator application (RFC 6238: SHA-1, six figures, thirty seconds), with a clock of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.secret, self.now = "", 1_800_000_000
        monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: self.now))

    def code(self) -> str:
        """The code of this half minute."""
        key = base64.b32decode(self.secret)
        digest = hmac.new(key, struct.pack(">Q", self.now // 30), hashlib.sha1).digest()
        start = digest[-1] & 0x0F
        return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"

    def wait(self) -> None:
        """Until the next code; the platform's memory of used codes lasts as long as they are valid."""
        self.now += 30
        cache.clear()


@pytest.fixture
def telephone(monkeypatch: pytest.MonkeyPatch) -> Telephone:
    cache.clear()
    return Telephone(monkeypatch)


@pytest.fixture
def account() -> Account:
    account: Account = AccountFactory(email=EMAIL)
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.create(user=account, email=EMAIL, verified=True, primary=True)
    return account


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def give_password(client: Client) -> Any:
    return client.post("/comptes/login/", {"login": EMAIL, "password": PASSWORD})


def prove_again(client: Client) -> None:
    """What touches the security of the account asks for the password again."""
    client.post("/comptes/reauthenticate/", {"password": PASSWORD})


def enrol(client: Client, telephone: Telephone) -> Any:
    give_password(client)
    assert client.get(ACTIVATE).headers["location"].startswith("/comptes/reauthenticate/")
    prove_again(client)
    page = client.get(ACTIVATE).content.decode()
    found = re.search(r'value="([A-Z2-7]{32})"', page)
    assert found, "the secret can be typed by those who cannot scan"
    assert "<svg" in page or "data:image/svg+xml" in page, "and scanned by those who can"
    telephone.secret = found[1]
    return client.post(ACTIVATE, {"code": telephone.code()})


def recovery_codes(client: Client) -> list[str]:
    page = client.get("/comptes/2fa/recovery-codes/").content.decode()
    return re.findall(r"\b[0-9]{8}\b", page)


def test_a_wrong_code_enrols_nothing(client: Client, account: Account, telephone: Telephone) -> None:
    give_password(client)
    prove_again(client)
    answer = client.post(ACTIVATE, {"code": "000000"})
    assert "Code incorrect" in answer.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_whole_round(client: Client, account: Account, telephone: Telephone) -> None:
    assert enrol(client, telephone).status_code == 302
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert mail.outbox[-1].to == [EMAIL], "the person is told that the account changed"
    client.post("/comptes/logout/")

    telephone.wait()
    answer = give_password(client)
    assert answer.headers["location"].startswith(AUTHENTICATE)
    assert not is_signed_in(client), "the password alone opens nothing any more"
    wrong = client.post(AUTHENTICATE, {"code": "000000"})
    assert "Code incorrect" in wrong.content.decode()
    assert not is_signed_in(client)
    code = telephone.code()
    assert client.post(AUTHENTICATE, {"code": code}).headers["location"] == "/mon-espace/"
    assert is_signed_in(client)

    elsewhere = Client()
    give_password(elsewhere)
    again = elsewhere.post(AUTHENTICATE, {"code": code})
    assert "Code incorrect" in again.content.decode(), "someone who read the code over a shoulder is refused"
    assert not is_signed_in(elsewhere)
    telephone.now += 30
    elsewhere.post(AUTHENTICATE, {"code": telephone.code()})
    assert is_signed_in(elsewhere)


def test_the_code_of_an_earlier_half_minute_is_refused(client: Client, account: Account, telephone: Telephone) -> None:
    enrol(client, telephone)
    client.post("/comptes/logout/")
    old = telephone.code()
    telephone.wait()
    give_password(client)
    client.post(AUTHENTICATE, {"code": old})
    assert not is_signed_in(client)


def test_a_recovery_code_serves_once(client: Client, account: Account, telephone: Telephone) -> None:
    enrol(client, telephone)
    codes = recovery_codes(client)
    assert len(codes) == len(set(codes)) == 10
    client.post("/comptes/logout/")
    give_password(client)
    assert client.post(AUTHENTICATE, {"code": codes[3]}).status_code == 302
    assert is_signed_in(client)
    prove_again(client)
    assert recovery_codes(client) == codes[:3] + codes[4:]

    elsewhere = Client()
    give_password(elsewhere)
    assert "Code incorrect" in elsewhere.post(AUTHENTICATE, {"code": codes[3]}).content.decode()
    assert not is_signed_in(elsewhere)
    elsewhere.post(AUTHENTICATE, {"code": codes[4]})
    assert is_signed_in(elsewhere)


def test_new_recovery_codes_replace_the_old_ones(client: Client, account: Account, telephone: Telephone) -> None:
    enrol(client, telephone)
    old = recovery_codes(client)
    client.post("/comptes/2fa/recovery-codes/generate/")
    new = recovery_codes(client)
    assert len(new) == 10 and not set(new) & set(old)
    client.post("/comptes/logout/")
    give_password(client)
    client.post(AUTHENTICATE, {"code": old[0]})
    assert not is_signed_in(client)
    client.post(AUTHENTICATE, {"code": new[0]})
    assert is_signed_in(client)


def test_the_factor_can_be_taken_away_again(client: Client, account: Account, telephone: Telephone) -> None:
    enrol(client, telephone)
    assert client.post("/comptes/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.exists(), "recovery codes without a factor would open nothing"
    client.post("/comptes/logout/")
    give_password(client)
    assert is_signed_in(client)


def test_too_many_wrong_codes_are_stopped(client: Client, account: Account, telephone: Telephone) -> None:
    enrol(client, telephone)
    client.post("/comptes/logout/")
    telephone.wait()
    give_password(client)
    for _attempt in range(10):
        client.post(AUTHENTICATE, {"code": "000000"})
    answer = client.post(AUTHENTICATE, {"code": telephone.code()})
    assert not is_signed_in(client)
    assert "Trop" in answer.content.decode()
