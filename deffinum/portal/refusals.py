"""Refusals that a page let through (of the domain, of a method) are answered with their status and a sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from deffinum.foundation.errors import DomainError
from deffinum.portal.pages.errors import domain_refusal, method_refusal


class RefusalMiddleware:
    """Lets a page write `may_open(actor, …).require()`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do on the way in; a method refused by Django or by the API comes back without a word."""
        response = self.get_response(request)
        return method_refusal(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer DomainError (Refused is one); leave the rest."""
        return domain_refusal(request, exception) if isinstance(exception, DomainError) else None
