"""OpenID Connect the way ProConnect speaks it: nonce, PKCE, and a signed userinfo.

The provider answers userinfo as a JWT (`application/jwt`). Its signature, issuer, audience and expiry are verified
with the provider's keys (JWKS), and its `sub` must be the one of the ID token (OpenID Connect Core, 5.3.2 and
5.3.4). The ID token's signature is verified too, with the nonce sent at the start (3.1.3.7). Claims read:
`sub`, `email`, `given_name`, `usual_name`, `siret`, `idp_id`. The SIRET proposes an organisation; it grants nothing.
"""

from __future__ import annotations

import secrets
from typing import Any

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from deffinum.design.requests import now_of
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.people.commands.propose_organisation import propose_organisation
from deffinum.rooms.people.models import Account
from deffinum.rooms.people.web.sign_out import remember_provider

SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES512")
"""Asymmetric only: never 'none', never a secret shared with us."""
SCOPE = ("openid", "given_name", "usual_name", "email", "siret", "idp_id")
KEPT_CLAIMS = ("sub", "email", "given_name", "usual_name", "siret", "idp_id")
"""What is stored of the answer: the minimum."""
CLOCK_SKEW_SECONDS = 60


class WrongAnswer(OAuth2Error):  # type: ignore[misc]
    """The provider's answer cannot be trusted: signature, issuer, audience, date, nonce or subject."""


class SignedIdentityAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Reads and verifies what the provider sends back."""

    nonce = ""
    """The one that was sent with this state."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """The person that the provider vouches for. Raises WrongAnswer."""
        encoded = kwargs["response"].get("id_token")
        if not encoded:
            raise WrongAnswer("No ID token.")
        id_token = self._verified(app, encoded, required=("iss", "aud", "exp", "sub"))
        if not self.nonce or not secrets.compare_digest(str(id_token.get("nonce", "")), self.nonce):
            raise WrongAnswer("The nonce is not the one that was sent.")
        userinfo = self._verified(app, self._signed_userinfo(token.token), required=("iss", "aud", "sub"))
        if userinfo["sub"] != id_token["sub"]:
            raise WrongAnswer("The ID token and the userinfo are about two people.")
        remember_provider(
            request,
            provider_id=self.provider_id,
            id_token=encoded,
            end_session=self.openid_config.get("end_session_endpoint", ""),
        )
        kept = {name: userinfo[name] for name in KEPT_CLAIMS if userinfo.get(name)}
        return self.get_provider().sociallogin_from_response(request, {"userinfo": kept})

    def _signed_userinfo(self, access_token: str) -> str:
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
            response.raise_for_status()
        if not response.headers.get("content-type", "").startswith("application/jwt"):
            raise WrongAnswer("The userinfo is not signed.")
        return str(response.text).strip()

    def _verified(self, app: SocialApp, encoded: str, *, required: tuple[str, ...]) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                encoded,
                key=self._key_of(encoded),
                algorithms=list(SIGNATURES),
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=CLOCK_SKEW_SECONDS,
                options={"require": list(required)},
            )
        except (jwt.PyJWTError, ValueError, KeyError) as error:
            raise WrongAnswer("The provider's answer is not verified.") from error
        return claims

    def _key_of(self, encoded: str) -> Any:
        """The provider's public key that signed this (its `kid`, or its only signing key)."""
        header = jwt.get_unverified_header(encoded)
        if header.get("alg") not in SIGNATURES:
            raise WrongAnswer("This signature is not accepted.")
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        keys = [each for each in response.json()["keys"] if each.get("use", "sig") == "sig"]
        if "kid" in header:
            keys = [each for each in keys if each.get("kid") == header["kid"]]
        if len(keys) != 1:
            raise WrongAnswer("No key of the provider signed this.")
        return jwt.PyJWK(keys[0], algorithm=header["alg"]).key


class SignedCallbackView(OAuth2CallbackView):  # type: ignore[misc]
    """Hands the nonce that was kept with the state to the adapter."""

    def _get_state(self, request: HttpRequest, provider: SignedIdentityProvider) -> tuple[Any, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


class SignedIdentityProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Sends a nonce, asks for the claims that we read, and reads the names as ProConnect writes them."""

    package = "allauth.socialaccount.providers.openid_connect"
    oauth2_adapter_class = SignedIdentityAdapter
    supports_token_authentication = False

    def get_default_scope(self) -> list[str]:
        """Names, address, establishment, and which identity provider answered."""
        return list(SCOPE)

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Open the provider's page with a fresh nonce, kept with the state until the answer."""
        nonce = get_random_string(43)
        kwargs["auth_params"] = {**self.get_auth_params(), "nonce": nonce}
        response: HttpResponse = super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)
        return response

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Ours only, whatever the address asks for."""
        return list(self.get_scope())

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """`usual_name` is ProConnect's family name."""
        claims = data["userinfo"]
        return {
            "email": claims.get("email"),
            "first_name": claims.get("given_name", ""),
            "last_name": claims.get("usual_name", ""),
        }


class IdentityProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What happens around a sign-in by an identity provider."""

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """ProConnect wants 32 characters at least."""
        return get_random_string(43)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Account:
        """A first sign-in: the account is made, then its establishment is proposed."""
        account: Account = super().save_user(request, sociallogin, form)
        _propose(request, sociallogin.account, account)
        return account

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Later sign-ins: the establishment may have changed."""
        if sociallogin.is_existing:
            _propose(request, sociallogin.account, sociallogin.user)


def _propose(request: HttpRequest, social: SocialAccount, account: Account) -> None:
    claims = social.extra_data.get("userinfo", {})
    if claims.get("siret"):
        propose_organisation(
            account_id=account.pk,
            siret=str(claims["siret"]),
            identity_provider=str(claims.get("idp_id", "")),
            by=PLATFORM,
            now=now_of(request),
        )


@login_not_required  # type: ignore[untyped-decorator]
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Open the provider's page (POST), in place of allauth's own view for this address."""
    return _view(OAuth2LoginView, request, provider_id)


@login_not_required  # type: ignore[untyped-decorator]
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The provider sends the person back, in place of allauth's own view: only the verified reading exists."""
    return _view(SignedCallbackView, request, provider_id)


def _view(kind: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        response: HttpResponse = kind.adapter_view(SignedIdentityAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return response
