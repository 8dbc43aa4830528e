"""The door of the store: what tools ask of it goes straight to its resources.

Nothing of a page is made on the way (a tenth of a batch's time, measured): no session or cookie is read, nobody is
looked for but by the key of the request. And no answer is a page: a document keeps the type under which a tool left it,
HTML too, and a form of another site can ask for it (the alternate request syntax of xAPI 1.0), so that it would open
under the platform's own name; a browser is told to run nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from deffinum.design.problems import problem

ENDPOINT = "/xapi/"
ADDRESSES = "deffinum.rooms.records.web.xapi.urls"
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


class StoreMiddleware:
    """Answers what begins with the endpoint of the store, and lets the rest through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """A refusal is told in the language that the request asks for."""
        if not request.path_info.startswith(ENDPOINT):
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            response = _answer(request)
        response["Content-Security-Policy"] = POLICY
        if not response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
        return response


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        found = request.resolver_match = resolve(request.path_info, urlconf=ADDRESSES)
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
    except Resolver404:
        return problem(404, _("L’entrepôt n’a rien à cette adresse."))
    except Http404 as refusal:
        return problem(404, str(refusal))
    return response
