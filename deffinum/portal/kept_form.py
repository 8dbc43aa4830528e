"""What a person had just sent when the platform failed: given back in the page that says so, ready to be sent again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError

FORGERY_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
_SECRETS = re.compile(r"password|secret|credential|^code$")
_WORDLESS = re.compile(r"on|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|")
_UNREADABLE = (SuspiciousOperation, MultiPartParserError, UnreadablePostError, RawPostDataException)


@dataclass(frozen=True)
class KeptForm:
    """A form that was sent and not saved."""

    address: str
    """Where it was sent: a path of this site, with its query."""
    fields: tuple[tuple[str, str], ...]
    """Everything that was sent, in order, the token against forgery as the browser sent it: never a fresh one, so
    that another site gains nothing by sending a form here while the platform is down."""
    texts: tuple[str, ...]
    """What the person can recognise of it."""
    lost_files: bool
    """Whether files were sent with it, which cannot be given back."""


def kept_form(request: HttpRequest) -> KeptForm | None:
    """The form of this request; None for a request without one, or with a secret in it (a password is typed again)."""
    if request.method != "POST":
        return None
    try:
        sent, lost_files = request.POST, bool(request.FILES)
    except _UNREADABLE:
        return None
    fields = tuple((name, value) for name, values in sent.lists() for value in values)
    if not fields or any(_SECRETS.search(name) for name, _value in fields):
        return None
    texts = tuple(value for name, value in fields if name != FORGERY_TOKEN and not _WORDLESS.fullmatch(value))
    return KeptForm(request.get_full_path(), fields, texts, lost_files)


def sent_by_this_site(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood in a page of this very site (the `Origin` of a POST)."""
    return request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"


def renewed(kept: KeptForm, *, token: str) -> KeptForm:
    """The same form with a token in force, for a form that stood in our own page: see `sent_by_this_site`."""
    others = tuple(each for each in kept.fields if each[0] != FORGERY_TOKEN)
    return replace(kept, fields=((FORGERY_TOKEN, token), *others))
