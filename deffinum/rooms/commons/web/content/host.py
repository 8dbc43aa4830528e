"""Two worlds by host name: the platform, and one host a version for the packages; neither serves what is the other's.

On a host of packages nothing of the platform runs: no session is opened, no cookie is read or set, no page is found.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from deffinum.design.requests import language_asked_for
from deffinum.foundation.errors import DomainError
from deffinum.rooms.commons.queries.package_index import ServedVersion, served_version
from deffinum.rooms.commons.web.content.headers import guard, plain_answer

_log = logging.getLogger("deffinum.commons.content")
_LABEL = re.compile(r"[0-9a-f]{40}")
_OUTSIDE = frozenset({"localhost"})
"""The domain of `make run` is a name of the platform too."""


class ContentRequest(HttpRequest):
    """A request to a content host."""

    served: ServedVersion


class ContentHostMiddleware:
    """Answers for the content hosts by their own addresses, and lets the platform's hosts through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Raises DisallowedHost for a host that is nobody's."""
        host = split_domain_port(request.get_host())[0]
        if host.endswith(f".{settings.CONTENT_DOMAIN}"):
            label = host.removesuffix(f".{settings.CONTENT_DOMAIN}")
        elif host == settings.CONTENT_DOMAIN and host not in _OUTSIDE:
            label = ""
        else:
            return self.get_response(request)
        with translation.override(language_asked_for(request)):
            return self.content(request, label)

    def content(self, request: HttpRequest, label: str) -> HttpResponseBase:
        """What the host of one version answers; every answer leaves with the headers that keep packages in.

        An error too: the platform's own page of it would be a document of this host without any policy.
        """
        version: ServedVersion | None = None
        try:
            version = served_version(label) if _LABEL.fullmatch(label) else None
            answer = _answer(request, version)
        except (Resolver404, Http404, FileNotFoundError):
            answer = plain_answer(404, _("Ce fichier n’est pas dans la ressource."))
        except DomainError as error:
            answer = plain_answer(error.status, str(error))
            if error.retry_after:
                answer.headers["Retry-After"] = str(error.retry_after)
        except SuspiciousOperation:
            answer = plain_answer(400, _("Cet envoi n’est pas lisible."))
        except Exception:  # noqa: BLE001 - logged, and answered under the policy of the host
            _log.exception("the host of version %s failed", version.id if version else "-")
            answer = plain_answer(500, _("Une erreur est survenue de notre côté. Ouvrez la ressource de nouveau."))
        return guard(answer, version)


def _answer(request: HttpRequest, version: ServedVersion | None) -> HttpResponseBase:
    if version is None:
        return plain_answer(404, _("Il n’y a rien à cette adresse."))
    if request.headers.get("Service-Worker") == "script":
        return plain_answer(403, _("Un contenu n’installe pas de programme dans le navigateur."))
    request.served = version  # type: ignore[attr-defined] # read by the views of this folder only
    match = resolve(request.path_info, urlconf=settings.CONTENT_URLCONF)
    answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return answer
