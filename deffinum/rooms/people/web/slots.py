"""What this room shows on the pages of the layout and of the portal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deffinum.design import slots
from deffinum.design.requests import actor_of
from deffinum.design.shapes import Tab
from deffinum.rooms.people.policies import may_manage_roles
from deffinum.rooms.people.queries.my_space import my_organisations
from deffinum.rooms.people.queries.notifications import notification_page, unread_count
from deffinum.rooms.people.queries.sample import PERSONAS, persona_key_of

NEWEST = 5


def _fragment(name: str, request: HttpRequest | None, context: dict[str, Any]) -> SafeString:
    return render_to_string(f"people/fragments/{name}.html", context, request)


def bell(request: HttpRequest | None, **_context: Any) -> SafeString | None:
    """Beside the name: notifications, with the number of those not read (one query)."""
    actor = actor_of(request) if request is not None else None
    if actor is None or actor.kind != "person":
        return None
    return _fragment("bell", request, {"unread": unread_count(actor)})


def sample_banner(request: HttpRequest | None, **_context: Any) -> SafeString | None:
    """In the sample banner: who one plays, and a list to become someone else (no query but the session's)."""
    if request is None:
        return None
    actor = actor_of(request)
    return _fragment("sample_banner", request, {"personas": PERSONAS, "current": persona_key_of(actor.account_id)})


def account_nav(request: HttpRequest | None, **_context: Any) -> SafeString | None:
    """The side list of the account's pages, allauth's included."""
    if request is None:
        return None
    parts = (
        (_("Profil"), "people:my_profile", ()),
        (_("Connexion et sécurité"), "people:my_security", ("/comptes/",)),
        (_("Préférences de notification"), "people:my_notifications", ()),
        (_("Mes données"), "people:my_data", ("/mon-compte/effacer/",)),
    )
    tabs = [
        Tab(
            label, reverse(name), is_current=request.path == reverse(name) or request.path.startswith(others or ("\0",))
        )
        for label, name, others in parts
    ]
    return _fragment("account_nav", request, {"tabs": tabs})


def my_space_organisations(request: HttpRequest | None, *, actor: Any, **_context: Any) -> SafeString | None:
    """On "mon espace": my organisations, and what my identity provider proposes."""
    if actor.kind != "person":
        return None
    return _fragment("my_space_organisations", request, {"mine": my_organisations(actor)})


def my_space_notifications(request: HttpRequest | None, *, actor: Any, **_context: Any) -> SafeString | None:
    """On "mon espace": the last things I was told."""
    if actor.kind != "person":
        return None
    page = notification_page(actor)
    return _fragment("my_space_notifications", request, {"lines": page.lines[:NEWEST], "unread": page.unread})


def desk_tools(request: HttpRequest | None, *, actor: Any, now: Any, **_context: Any) -> SafeString | None:
    """On the officers' desk, for administrators: the roles."""
    return _fragment("desk_tools", request, {}) if may_manage_roles(actor, now=now) else None


slots.register("layout.account", bell)
slots.register("layout.sample_banner", sample_banner)
slots.register("people.account_nav", account_nav)
slots.register("portal.my_space.organisations", my_space_organisations)
slots.register("portal.my_space.notifications", my_space_notifications)
slots.register("portal.desk.tools", desk_tools, order=90)
