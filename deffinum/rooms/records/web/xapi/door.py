"""The door of the store: what tools ask of it goes straight to its resources.

Nothing of a page is made on the way (a tenth of a batch's time, measured): no session or cookie is read, nobody is
looked for but by the key of the request. And no answer is a page: a document keeps the type under which a tool left it,
HTML too, and a form of another site can ask for it (the alternate request syntax of xAPI 1.0), so that it would open
under the platform's own name; a browser is told to run nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from deffinum.design.requests import language_asked_for

ENDPOINT = "/xapi/"
ADDRESSES = "deffinum.rooms.records.web.xapi.urls"
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


class StoreMiddleware:
    """Answers what begins with the endpoint of the store, and lets the rest through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.answer = cast(Callable[[HttpRequest], HttpResponse], convert_exception_to_response(_answer))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """A refusal is told in the language that the request asks for, a fault of ours too."""
        if not request.path_info.startswith(ENDPOINT):
            return self.get_response(request)
        try:
            found = resolve(request.path_info, urlconf=ADDRESSES)
        except Resolver404:  # another room's, or nobody's
            return self.get_response(request)
        language = language_asked_for(request)
        request.resolver_match = found
        with translation.override(language):
            response = self.answer(request)
        headers = response.headers
        headers["Content-Security-Policy"] = POLICY
        headers["Content-Language"] = language
        headers.setdefault("Content-Length", str(len(response.content)))
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
        return response


def _answer(request: HttpRequest) -> HttpResponse:
    found = cast(ResolverMatch, request.resolver_match)
    return cast(HttpResponse, found.func(request, *found.args, **found.kwargs))
