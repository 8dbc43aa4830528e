"""What pages may ask of a request: who acts, and the instant at which the request arrived."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from deffinum.design.shapes import Page
from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.policies import VISITOR, Actor
from deffinum.foundation.values import readable

_WHOLE = re.compile(r"[0-9]{1,9}")


class ArrivalMiddleware:
    """Remember when the request arrived, before anything else ran."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Store the monotonic arrival time: what `config.few_at_once` noted before the request waited for its place."""
        request.arrived_at = request.META.get("deffinum.arrived_at", time.monotonic())  # type: ignore[attr-defined]
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """Who acts (set by the people room's middleware)."""
    actor: Actor = getattr(request, "actor", VISITOR)
    return actor


def now_of(request: HttpRequest) -> datetime:
    """The database clock at the arrival of the request (PRODUCT rule 6): one query, once a request.

    Time spent waiting for the database or reading the body never makes a request late.
    """
    known: datetime | None = getattr(request, "_instant", None)
    return note_now(request, database_now()) if known is None else known


def note_now(request: HttpRequest, read: datetime) -> datetime:
    """The same when the database's clock was just read with something else (`clock_in_sql`): kept for `now_of`."""
    instant = read - timedelta(seconds=time.monotonic() - getattr(request, "arrived_at", time.monotonic()))
    request._instant = instant  # type: ignore[attr-defined]  # noqa: SLF001 - our own note on the request
    return instant


def language_asked_for(request: HttpRequest) -> str:
    """The language that the header Accept-Language asks for, ours when it asks for none that we speak: for answers that
    read no cookie.
    """
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        try:
            return translation.get_supported_language_variant(asked)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def text_of(request: HttpRequest, name: str, *, longest: int = 200) -> str:
    """A text of the address, cut and without control characters: PostgreSQL refuses the null character."""
    typed = "".join(each for each in request.GET.get(name, "")[:longest] if each.isprintable())
    return typed.strip()


def sent_text(request: HttpRequest, name: str, *, longest: int) -> str:
    """A text of the form that no Django field has read, cut and without what PostgreSQL or people cannot read."""
    return readable(request.POST.get(name, ""))[:longest]


def key_of(request: HttpRequest, name: str) -> UUID | None:
    """A key of the address; None: none, or nothing that is one."""
    return key_in(text_of(request, name))


def key_in(text: str) -> UUID | None:
    """A key as an address writes it; None: nothing that is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def keyset_page(previous: UUID | None, following: UUID | None) -> Page:
    """The neighbours of a page of a list in which nothing else is asked: `?avant=<key>` and `?apres=<key>`."""
    return Page(
        previous_url=f"?avant={previous}" if previous else "", next_url=f"?apres={following}" if following else ""
    )


def whole_number(text: str | None) -> int | None:
    """A whole number from zero up, as a page or an address writes it: one to nine plain digits, else None.

    `str.isdigit` is no such check: it takes '²', and a line of five thousand digits, that `int` refuses.
    """
    return int(text) if text and _WHOLE.fullmatch(text) else None
