"""My account: what the platform holds about me, why, and a file to take away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from deffinum.design.leaving import leaving_export
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.people.policies import own_account_id
from deffinum.rooms.people.queries.declared_data import declared_data
from deffinum.rooms.people.queries.my_data import my_data
from deffinum.rooms.people.web.crumbs import under_my_space


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The declarations that stand beside the models, and the two actions: download, erase."""
    modules = {model.__module__ for config in apps.get_app_configs() for model in config.get_models()}
    context = {"declarations": declared_data(modules), "crumbs": under_my_space(_("Mes données"))}
    return render(request, "people/my_data.html", context)


@login_required
@never_cache
def download(request: HttpRequest) -> StreamingHttpResponse:
    """A JSON file with everything, section by section, written as it is read. Raises ManyExports."""
    actor = actor_of(request)
    document = {"exported_at": now_of(request), **my_data(own_account_id(actor))}
    response = StreamingHttpResponse(leaving_export(written(document)), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="deffinum-mes-donnees.json"'
    return response


def written(document: dict[str, Any]) -> Iterator[str]:
    """The document as JSON, piece by piece: an iterator among its values is a list, read one item after the other."""
    for place, (name, value) in enumerate(document.items()):
        yield f"{',' if place else '{'}\n  {_json(name)}: "
        if not isinstance(value, Iterator):
            yield _json(value)
            continue
        yield "["
        for rank, item in enumerate(value):
            yield f"{',' if rank else ''}\n    {_json(item)}"
        yield "]"
    yield "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
