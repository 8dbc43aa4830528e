"""My account: how I sign in, and what can be made stronger."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deffinum.rooms.people.models import Account
from deffinum.rooms.people.web.crumbs import under_my_space


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Each way to sign in, its state, and the page that changes it (three queries)."""
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 - signed in (decorator above)
    kinds = list(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    context = {
        "email": account.email,
        "has_password": account.has_usable_password(),
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "provider_offered": bool(get_adapter().list_apps(request, provider="openid_connect")),
        "provider_linked": SocialAccount.objects.filter(user=account).exists(),
        "crumbs": under_my_space(_("Connexion et sécurité")),
    }
    return render(request, "people/my_security.html", context)


def factors(request: HttpRequest) -> HttpResponse:
    """`/comptes/2fa/`: django-allauth sends people to its list of factors after a change; ours says more."""
    return redirect("people:my_security")
