"""Light, dark or the device's choice: a cookie, read on the server so that no page ever flashes."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

COOKIE = "apparence"
SCHEMES = ("system", "light", "dark")
_ONE_YEAR = 365 * 24 * 3600


def scheme_of(request: HttpRequest) -> str:
    """'system', 'light' or 'dark' (what the cookie says when it says one of them)."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in SCHEMES else "system"


def _way_back(request: HttpRequest) -> str:
    for candidate in (request.POST.get("next", ""), request.headers.get("referer", "")):
        if candidate and url_has_allowed_host_and_scheme(
            candidate, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return candidate
    return "/"


@csrf_exempt  # writes a display choice only; without a token, public pages need no cookie at all
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """POST `apparence` (one of SCHEMES) and `next`: remember the choice for a year and go back."""
    response = HttpResponseRedirect(_way_back(request))
    chosen = request.POST.get("apparence", "")
    if chosen in SCHEMES:
        response.set_cookie(
            COOKIE, chosen, max_age=_ONE_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@csrf_exempt  # the same reason: it writes Django's language cookie, nothing else
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """POST `language` and `next`: Django's own view."""
    return django_set_language(request)
