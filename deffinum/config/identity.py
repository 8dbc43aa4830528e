"""How people sign in: django-allauth's settings. The flows and their pages belong to the `people` room."""

from __future__ import annotations

from urllib.parse import urlsplit

from deffinum.config.env import ENVIRONMENT

_SECURE = ENVIRONMENT.site_url.startswith("https://")

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:my_space"
ACCOUNT_ADAPTER = "deffinum.rooms.people.web.sign_in_adapter.SignInAdapter"
ACCOUNT_FORMS = {
    "login": "deffinum.rooms.people.web.sign_in_forms.SignInForm",
    "signup": "deffinum.rooms.people.web.sign_in_forms.SignUpForm",
    "request_login_code": "deffinum.rooms.people.web.sign_in_forms.CodeRequestForm",
    "add_email": "deffinum.rooms.people.web.sign_in_forms.AddressForm",
    "change_password": "deffinum.rooms.people.web.sign_in_forms.PasswordChangeForm",
    "set_password": "deffinum.rooms.people.web.sign_in_forms.PasswordChoiceForm",
    "reset_password_from_key": "deffinum.rooms.people.web.sign_in_forms.PasswordAgainForm",
    "reauthenticate": "deffinum.rooms.people.web.sign_in_forms.PasswordProofForm",
    "reset_password": "deffinum.rooms.people.web.sign_in_forms.PasswordResetForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _SECURE else "http"
# Rate limits are allauth's own (sign-in, sign-up, codes, resets), counted in the database cache that the web
# processes share; the reader's address is the last proxy's word only when the operator says so.
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxies

MFA_ADAPTER = "deffinum.rooms.people.web.second_factor_adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "add_webauthn": "deffinum.rooms.people.web.sign_in_forms.PasskeyForm",
    "activate_totp": "deffinum.rooms.people.web.sign_in_forms.FirstCodeForm",
    "authenticate": "deffinum.rooms.people.web.sign_in_forms.CodeForm",
    "reauthenticate": "deffinum.rooms.people.web.sign_in_forms.CodeAgainForm",
    "edit_webauthn": "deffinum.rooms.people.web.sign_in_forms.PasskeyNameForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE
MFA_TOTP_ISSUER = "Deffinum"

SOCIALACCOUNT_ADAPTER = "deffinum.rooms.people.web.identity_provider.IdentityProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {
    "openid_connect": {
        "provider_class": "deffinum.rooms.people.web.identity_provider.SignedIdentityProvider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [],
    }
}
IDENTITY_PROVIDER_ORIGINS: list[str] = []
"""Where a sign-in form may be redirected (content security policy, `form-action`)."""
if ENVIRONMENT.proconnect_server:
    _address = urlsplit(ENVIRONMENT.proconnect_server)
    IDENTITY_PROVIDER_ORIGINS.append(f"{_address.scheme}://{_address.netloc}")
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(  # type: ignore[index]
        {
            "provider_id": "proconnect",
            "name": "ProConnect",
            "client_id": ENVIRONMENT.proconnect_client_id,
            "secret": ENVIRONMENT.proconnect_client_secret,
            "settings": {
                "server_url": ENVIRONMENT.proconnect_server,
                "fetch_userinfo": True,
                "token_auth_method": "client_secret_post",
            },
        }
    )
