"""How people sign in: django-allauth's settings. The flows and their pages belong to the `people` room."""

from __future__ import annotations

from deffinum.config.env import ENVIRONMENT

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:my_space"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.site_url.startswith("https://") else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.site_url.startswith("https://")
MFA_TOTP_ISSUER = "Deffinum"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
if ENVIRONMENT.proconnect_server:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
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
        ],
    }
