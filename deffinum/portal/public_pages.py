"""The addresses that anyone may read, for the sitemap."""

from __future__ import annotations

from django.urls import reverse

from deffinum.portal.rooms_doors import offered

OWN = (
    "portal:home",
    "portal:help",
    "portal:glossary",
    "portal:accessibility",
    "portal:legal",
    "portal:personal_data",
    "portal:api_docs",
)


def public_addresses() -> list[str]:
    """The portal's own pages, then what `public_pages_<room>()` of each room names."""
    own = [reverse(name) for name in OWN]
    theirs = [
        reverse(page.url_name, kwargs=dict(page.url_arguments))
        for provider in offered("public_pages_{room}").values()
        for page in provider()
    ]
    return own + theirs
