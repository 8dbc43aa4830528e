"""How accounts are made and signed in: what we tell django-allauth."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from deffinum.design.requests import now_of
from deffinum.rooms.people.models import Account


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts have no user name, keep the instant of their creation and the language of the page."""

    def new_user(self, request: HttpRequest) -> Account:
        """An account not yet saved."""
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        return Account(created_at=now_of(request), language=language, zone=settings.DEFAULT_ZONE)

    def populate_username(self, request: HttpRequest, user: Account) -> None:
        """Nothing: an account is known by its address."""

    def post_login(self, request: HttpRequest, user: Account, **details: Any) -> HttpResponse:
        """Show the site in the person's own language, unless this browser already chose one."""
        response: HttpResponse = super().post_login(request, user, **details)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response
