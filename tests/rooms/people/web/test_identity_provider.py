"""ProConnect's way: signed userinfo, nonce, PKCE; the SIRET proposes an organisation and grants nothing."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as settings_module
from django.core import mail
from django.test import Client

from deffinum.rooms.people.models import Account, Mandate, OrganisationProposal
from tests.factories.people import AccountFactory, OrganisationFactory, siret_of
from tests.rooms.people.web.fake_identity_provider import CLIENT_ID, FakeProvider, running, signing_key

pytestmark = pytest.mark.django_db
EMAIL = "sacha@exemple.invalid"
LOGIN = "/comptes/oidc/proconnect/login/"


@pytest.fixture
def provider(settings: Any) -> Iterator[FakeProvider]:
    claims = {
        "sub": "identifiant-exemple",
        "email": EMAIL,
        "given_name": "Sacha",
        "usual_name": "Exemple",
        "siret": siret_of(5),
        "idp_id": "fournisseur-exemple",
        "phone_number": "0102030405",
    }
    with running(FakeProvider(claims)) as listening:
        providers = deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
        providers["openid_connect"]["APPS"] = [
            {
                "provider_id": "proconnect",
                "name": "ProConnect",
                "client_id": CLIENT_ID,
                "secret": "secret-exemple",
                "settings": {"server_url": listening.address, "token_auth_method": "client_secret_post"},
            }
        ]
        settings.SOCIALACCOUNT_PROVIDERS = providers
        yield listening


def leave(client: Client, provider: FakeProvider, **parameters: str) -> dict[str, str]:
    """Go to the provider; returns what it was asked."""
    answer = client.post(LOGIN, query_params=parameters or None)
    assert answer.status_code == 302
    address = urlsplit(answer.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{provider.address}/authorize"
    asked = {key: values[0] for key, values in parse_qs(address.query).items()}
    provider.nonce, provider.challenge = asked["nonce"], asked["code_challenge"]
    return asked


def come_back(client: Client, asked: dict[str, str]) -> Any:
    return client.get(f"{LOGIN}callback/", {"code": "code-exemple", "state": asked["state"]})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def assert_refused(client: Client, answer: Any) -> None:
    assert "L’identification a échoué" in answer.content.decode()
    assert not is_signed_in(client)
    assert not Account.objects.exists()
    assert not OrganisationProposal.objects.exists()


def test_the_provider_is_asked_with_nonce_state_proof_key_and_our_scope(client: Client, provider: FakeProvider) -> None:
    asked = leave(client, provider, scope="phone", auth_params="prompt=none&nonce=mine")
    assert set(asked["scope"].split()) == {"openid", "given_name", "usual_name", "email", "siret", "idp_id"}
    assert len(asked["nonce"]) >= 32 and len(asked["state"]) >= 32
    assert asked["nonce"] != "mine"
    assert asked["code_challenge_method"] == "S256"
    assert "prompt" not in asked
    assert asked["redirect_uri"].endswith("/comptes/oidc/proconnect/login/callback/")
    assert leave(client, provider)["nonce"] != asked["nonce"]


def test_a_page_opens_the_provider_only_by_a_button(client: Client, provider: FakeProvider) -> None:
    assert "S’identifier avec ProConnect" in client.get("/comptes/login/").content.decode()
    assert client.get(LOGIN).status_code == 200


def test_a_first_sign_in_makes_an_account_whose_address_is_confirmed_by_us(
    client: Client, provider: FakeProvider
) -> None:
    answer = come_back(client, leave(client, provider))
    assert answer.status_code == 302
    account = Account.objects.get()
    assert (account.email, account.first_name, account.last_name) == (EMAIL, "Sacha", "Exemple")
    assert not is_signed_in(client)
    assert mail.outbox[-1].to == [EMAIL]
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_the_siret_proposes_an_organisation_and_grants_nothing(client: Client, provider: FakeProvider) -> None:
    organisation = OrganisationFactory(siret=siret_of(5))
    come_back(client, leave(client, provider))
    proposal = OrganisationProposal.objects.get()
    assert (proposal.siret, proposal.identity_provider) == (organisation.siret, "fournisseur-exemple")
    assert not Mandate.objects.exists()


def test_only_the_claims_that_we_read_are_kept(client: Client, provider: FakeProvider) -> None:
    come_back(client, leave(client, provider))
    kept = SocialAccount.objects.get()
    assert kept.uid == "identifiant-exemple"
    assert set(kept.extra_data["userinfo"]) == {"sub", "email", "given_name", "usual_name", "siret", "idp_id"}


def test_a_known_person_signs_in_and_may_change_establishment(client: Client, provider: FakeProvider) -> None:
    come_back(client, leave(client, provider))
    EmailAddress.objects.update(verified=True)
    provider.claims["siret"] = siret_of(6)
    again = Client()
    answer = come_back(again, leave(again, provider))
    assert answer.headers["location"] == "/mon-espace/"
    assert is_signed_in(again)
    assert set(OrganisationProposal.objects.values_list("siret", flat=True)) == {siret_of(5), siret_of(6)}


def test_an_address_that_has_an_account_is_not_taken_over(client: Client, provider: FakeProvider) -> None:
    known = AccountFactory(email=EMAIL)
    EmailAddress.objects.create(user=known, email=EMAIL, verified=True, primary=True)
    come_back(client, leave(client, provider))
    assert not is_signed_in(client)
    assert list(Account.objects.all()) == [known]
    assert not SocialAccount.objects.exists()


def test_a_userinfo_signed_by_another_key_is_refused(client: Client, provider: FakeProvider) -> None:
    provider.userinfo_key = signing_key("someone else")
    assert_refused(client, come_back(client, leave(client, provider)))


@pytest.mark.parametrize("wrong", ["", "un-autre-nonce"])
def test_a_wrong_nonce_is_refused(client: Client, provider: FakeProvider, wrong: str) -> None:
    asked = leave(client, provider)
    provider.nonce = wrong
    assert_refused(client, come_back(client, asked))


def test_a_wrong_proof_key_is_refused(client: Client, provider: FakeProvider) -> None:
    asked = leave(client, provider)
    provider.challenge = "autre"
    assert_refused(client, come_back(client, asked))


def test_a_wrong_or_used_state_is_refused(client: Client, provider: FakeProvider) -> None:
    asked = leave(client, provider)
    assert_refused(client, come_back(client, asked | {"state": "x" * 43}))
    come_back(client, asked)
    made = Account.objects.count()
    page = come_back(Client(), asked).content.decode()
    assert "L’identification a échoué" in page
    assert Account.objects.count() == made


def test_a_userinfo_that_is_not_signed_is_refused(client: Client, provider: FakeProvider) -> None:
    provider.plain_userinfo = True
    assert_refused(client, come_back(client, leave(client, provider)))


def test_the_algorithm_none_is_refused(client: Client, provider: FakeProvider) -> None:
    provider.unsigned_userinfo = True
    assert_refused(client, come_back(client, leave(client, provider)))


@pytest.mark.parametrize(
    "changes", [{"iss": "http://autre.invalid"}, {"aud": "autre"}, {"exp": 1_000_000_000}, {"sub": "quelqu-un-d-autre"}]
)
@pytest.mark.parametrize("where", ["id_token_changes", "userinfo_changes"])
def test_another_issuer_audience_date_or_person_is_refused(
    client: Client, provider: FakeProvider, where: str, changes: dict[str, Any]
) -> None:
    setattr(provider, where, changes)
    assert_refused(client, come_back(client, leave(client, provider)))


def test_someone_who_renounces_finds_a_page_that_says_so(client: Client, provider: FakeProvider) -> None:
    asked = leave(client, provider)
    answer = client.get(f"{LOGIN}callback/", {"error": "access_denied", "state": asked["state"]}, follow=True)
    assert "Rien n’a été changé" in answer.content.decode()


def signed_in_by_the_provider(client: Client, provider: FakeProvider) -> None:
    come_back(client, leave(client, provider))
    EmailAddress.objects.update(verified=True)
    come_back(client, leave(client, provider))
    assert is_signed_in(client)


class NoRedirect(urllib.request.HTTPErrorProcessor):
    """Gives the redirection itself."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response


def ask_to_end(client: Client, address: str, provider: FakeProvider) -> Any:
    """What the browser does: open the provider's page, and follow it back."""
    assert address.startswith(f"{provider.address}/session/end?")
    with urllib.request.build_opener(NoRedirect).open(address, timeout=5) as answer:  # our own loopback address
        assert answer.status == 302
        back: str = answer.headers["Location"]
    return client.get(back.removeprefix(settings_module.SITE_URL))


def test_signing_out_ends_the_session_here_and_at_the_provider(client: Client, provider: FakeProvider) -> None:
    provider.known_return = f"{settings_module.SITE_URL}/comptes/oidc/proconnect/logout/callback/"
    signed_in_by_the_provider(client, provider)
    answer = client.post("/comptes/logout/", {"next": "/registre/"})
    assert not is_signed_in(client), "here first: the provider may not answer"
    returned = ask_to_end(client, answer.headers["location"], provider)
    assert returned.headers["location"] == "/registre/"
    page = client.get("/registre/").content.decode()
    assert "Votre fournisseur d’identité a fermé votre session, lui aussi." in page
    again = client.post("/comptes/logout/")
    assert again.headers["location"] == "/", "nothing is left to end"


def test_a_return_that_was_not_asked_for_changes_nothing(client: Client, provider: FakeProvider) -> None:
    signed_in_by_the_provider(client, provider)
    answer = client.get("/comptes/oidc/proconnect/logout/callback/", {"state": "x" * 43})
    assert answer.headers["location"] == "/"
    assert is_signed_in(client)
    client.post("/comptes/logout/", {"next": "/registre/"})
    answer = client.get("/comptes/oidc/proconnect/logout/callback/", {"state": "é" * 43})
    assert answer.headers["location"] == "/"


def test_the_identity_token_stays_in_the_session(client: Client, provider: FakeProvider) -> None:
    signed_in_by_the_provider(client, provider)
    assert "id_token" not in str(SocialAccount.objects.get().extra_data)
    client.post("/comptes/logout/")
    assert "identity_provider_session" not in client.session


def test_a_provider_without_a_page_to_sign_out_is_left_alone(client: Client, provider: FakeProvider) -> None:
    provider.ends_sessions = False
    signed_in_by_the_provider(client, provider)
    assert client.post("/comptes/logout/").headers["location"] == "/"
    assert not is_signed_in(client)


def test_without_a_configured_provider_there_is_no_button_and_no_address(client: Client) -> None:
    assert "S’identifier avec" not in client.get("/comptes/login/").content.decode()
    assert client.post(LOGIN).status_code == 404
