"""`/lancement/<path>?fetch=…`: a unit that the record store has just launched, led to its files.

The address of a unit is written once for all in its course, and opens nothing by itself: the session that the launch
began does, as long as it lasts.
"""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from deffinum.design.requests import now_of
from deffinum.rooms.commons.models import ResourceVersion
from deffinum.rooms.commons.queries.content_address import content_token, launch_base
from deffinum.rooms.commons.queries.package_index import ServedVersion
from deffinum.rooms.commons.web.content.headers import plain_answer
from deffinum.rooms.records.public import launched_unit_address


def page(request: HttpRequest, path: str) -> HttpResponse:
    """GET; 403 without a launch of this very unit."""
    served: ServedVersion = request.served  # type: ignore[attr-defined] # set by the middleware
    token = urlsplit(request.GET.get("fetch", "")).path.rpartition("/")[2]
    launched = launched_unit_address(fetch_token=token, now=now_of(request)) if token else None
    host = ResourceVersion.objects.values_list("content_host", flat=True).get(pk=served.id)
    base = launch_base(host)
    if launched is None or not launched.startswith(base) or _path(launched.removeprefix(base)) != path:
        return plain_answer(403, _("Cette unité s’ouvre depuis la page du cours : lancez-la de nouveau."))
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"/t/{content_token(served.id, None)}/{quote(path)}?{query}")


def _path(address: str) -> str:
    """The path of a relative address, as Django reads it."""
    return unquote(urlsplit(address).path).removeprefix("./")
