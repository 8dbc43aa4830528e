"""`/lancement/<path>?fetch=…`: a unit that the record store has just launched, led to its files.

The address of a unit is written once for all in its course, and opens nothing by itself: the session that the launch
began does, as long as it lasts.
"""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from deffinum.design.requests import now_of
from deffinum.foundation.packages.words import PackageFormat
from deffinum.rooms.commons.models import ResourceVersion
from deffinum.rooms.commons.queries.content_address import file_token, launch_base
from deffinum.rooms.commons.queries.package_index import ServedVersion
from deffinum.rooms.commons.web.content.headers import plain_answer
from deffinum.rooms.records.public import launched_unit


def page(request: HttpRequest, path: str) -> HttpResponse:
    """GET; 403 without a launch of this very unit, in a course of the organisation whose resource this is."""
    served: ServedVersion = request.served  # type: ignore[attr-defined] # set by the middleware
    token = _token(request.GET.get("fetch", ""))
    launched = launched_unit(fetch_token=token, now=now_of(request)) if token else None
    version = ResourceVersion.objects.select_related("resource").get(pk=served.id)
    base = launch_base(version.content_host)
    if (
        launched is None
        or served.format is not PackageFormat.CMI5
        or launched.organisation_id != version.resource.organisation_id
        or not launched.url.startswith(base)
        or _path(launched.url.removeprefix(base)) != path
    ):
        return plain_answer(403, _("Cette unité s’ouvre depuis la page du cours : lancez-la de nouveau."))
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"/t/{file_token(served.id)}/{quote(path)}?{query}")


def _token(fetch_address: str) -> str:
    """The last segment of the address where the unit fetches its key; '' when this is no address."""
    try:
        return urlsplit(fetch_address).path.rpartition("/")[2]
    except ValueError:
        return ""


def _path(address: str) -> str:
    """The path of a relative address, as Django reads it; '' when it is none."""
    try:
        return unquote(urlsplit(address).path).removeprefix("./")
    except ValueError:
        return ""
