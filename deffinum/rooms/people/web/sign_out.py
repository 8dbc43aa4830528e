"""`/comptes/logout/`: sign out here, and at the identity provider that vouched for the person.

OpenID Connect RP-Initiated Logout 1.0, as ProConnect asks for it: the ID token says whose session ends, the state
comes back with the person, the return address is one that the provider was told (`docs/operations`, ProConnect).
Without it the next person at the same computer would be signed in by one click.
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.decorators import login_not_required
from allauth.account.views import LogoutView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from deffinum.foundation.mail.sending import absolute_url

_VOUCHED = "identity_provider_session"
_LEAVING = "identity_provider_leaving"


def remember_provider(request: HttpRequest, *, provider_id: str, id_token: str, end_session: str) -> None:
    """Keep, in the session and nowhere else, what signing out at the provider needs; '' when it offers no such page."""
    if end_session:
        request.session[_VOUCHED] = {"provider_id": provider_id, "id_token": id_token, "end_session": end_session}


class SignOutPage(LogoutView):  # type: ignore[misc]
    """Ask, then sign out here first: a provider that does not answer never keeps a session open here."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out; through the provider's page when the session began there."""
        vouched = self.request.session.get(_VOUCHED)
        response: HttpResponse = super().post(*args, **kwargs)
        if not vouched:
            return response
        state = get_random_string(43)
        self.request.session[_LEAVING] = {"state": state, "next": response.headers["Location"]}
        words = {
            "id_token_hint": vouched["id_token"],
            "post_logout_redirect_uri": absolute_url(reverse("people:signed_out", args=[vouched["provider_id"]])),
            "state": state,
        }
        address = vouched["end_session"]
        return redirect(f"{address}{'&' if '?' in address else '?'}{urlencode(words)}")


page = SignOutPage.as_view()


@login_not_required  # type: ignore[untyped-decorator]
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The provider sends the person back; a state that we did not give is not ours, and changes nothing."""
    leaving = request.session.pop(_LEAVING, None)
    if not leaving or not secrets.compare_digest(request.GET.get("state", "").encode(), leaving["state"].encode()):
        return redirect("/")
    messages.success(request, _("Votre fournisseur d’identité a fermé votre session, lui aussi."))
    return redirect(leaving["next"])
