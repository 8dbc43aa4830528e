"""What every page knows: theme, scheme, who acts, the navigation. No query is made here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from deffinum.design.appearance import scheme_of
from deffinum.design.navigation import doors
from deffinum.design.requests import actor_of

SITE_NAME = "Deffinum"


def page_context(request: HttpRequest) -> dict[str, Any]:
    """`theme` ('neutre', 'etat'), `scheme` ('system', 'light', 'dark'), `sample_mode`, `actor`, `navigation`…"""
    return {
        "site_name": SITE_NAME,
        "theme": settings.THEME,
        "scheme": scheme_of(request),
        "sample_mode": settings.SAMPLE_MODE,
        "actor": actor_of(request),
        "navigation": SimpleLazyObject(lambda: doors(actor=actor_of(request), path=request.path)),
        "default_zone": settings.DEFAULT_ZONE,
    }
