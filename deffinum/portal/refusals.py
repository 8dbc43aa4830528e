"""A refusal of the domain that a page let through is answered with its own status and sentence, never with a 500."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from deffinum.foundation.errors import DomainError
from deffinum.portal.pages.errors import domain_refusal


class RefusalMiddleware:
    """Lets a page write `may_open(actor, …).require()`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do on the way in."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer DomainError (Refused is one); leave the rest."""
        return domain_refusal(request, exception) if isinstance(exception, DomainError) else None
