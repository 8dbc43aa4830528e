"""Navigation by need: what a person comes for, in their own words.

Rooms and the portal may add entries from their `web/slots.py`:

    navigation.register(Entry("places", _("Je gère un lieu"), path="/lieux/", order=30))

An entry whose address cannot be resolved (the room is not installed) is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, Resolver404, get_urlconf, resolve, reverse
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import Actor, Words


def _everyone(actor: Actor) -> bool:
    return True


def is_officer(actor: Actor) -> bool:
    """Works on the files of others: plan team and instructing officers."""
    return actor.has_any("officer", "instructor")


@dataclass(frozen=True)
class Entry:
    """One door of the navigation. Give `path` (an address) or `url_name` (a name of the URL configuration)."""

    key: str
    label: Words
    order: int
    path: str = ""
    url_name: str = ""
    shown_to: Callable[[Actor], bool] = _everyone

    def address(self) -> str | None:
        """The address, or None when no page answers there."""
        if self.url_name:
            try:
                return reverse(self.url_name)
            except NoReverseMatch:
                return None
        return self.path if _answers(self.path, get_urlconf() or settings.ROOT_URLCONF) else None


@lru_cache(maxsize=64)
def _answers(path: str, urlconf: str) -> bool:
    """Does a page answer there? Addresses do not change while a process runs."""
    try:
        resolve(path, urlconf)
    except Resolver404:
        return False
    return True


@dataclass(frozen=True)
class Door:
    """An entry ready to be drawn."""

    key: str
    label: Words
    url: str
    is_current: bool


_ENTRIES: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add an entry, or replace the one with the same key."""
    _ENTRIES[entry.key] = entry


def doors(*, actor: Actor, path: str) -> tuple[Door, ...]:
    """The entries that this actor sees, in order; the one that holds `path` is current."""
    found = []
    for entry in sorted(_ENTRIES.values(), key=lambda each: each.order):
        url = entry.address() if entry.shown_to(actor) else None
        if url is not None:
            found.append(Door(entry.key, entry.label, url, is_current=path.startswith(url)))
    return tuple(found)


for _entry in (
    Entry("funding", _("J’obtiens un financement"), 10, path="/appels/"),
    Entry("plan", _("Je consulte le plan"), 50, path="/plan/"),
    Entry("register", _("Le registre des aides"), 60, path="/registre/"),
    Entry("space", _("Mon espace"), 70, path="/mon-espace/"),
    Entry("work", _("Instruction"), 80, path="/instruction/", shown_to=is_officer),
):
    register(_entry)
