"""At which address does a learner's browser find a version? Its own host, and a path that opens for a few hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing

from deffinum.rooms.commons.models import ResourceVersion
from deffinum.rooms.records.public import SESSION_PLACE

LIFE_SECONDS = 8 * 3600
"""Of a path: a day of training. Opening the resource again gives another one."""
_FILES, _PLAYER, _COMMIT = (f"deffinum.commons.{each}" for each in ("files", "player", "commit"))
"""A token opens one thing only: who may read a file learns nothing that plays or writes."""


@dataclass(frozen=True)
class PlayerPass:
    """What a player's address opens: one version; `attempt_id` None: somebody tries it, and nothing is kept."""

    version_id: UUID
    attempt_id: UUID | None
    since: int
    """Seconds since the epoch at which it was given: what the player hands on ends with it."""


@dataclass(frozen=True)
class CommitPass:
    """What a player may write: the state of one item in one attempt."""

    attempt_id: UUID
    item: str
    launch: int
    """Milliseconds since the epoch at which the player was opened."""


def content_origin(content_host: str) -> str:
    """'https://0123….content.example': the scheme and the port of the site, on the domain kept for packages."""
    site = urlsplit(settings.SITE_URL)
    port = f":{site.port}" if site.port else ""
    return f"{site.scheme}://{content_host}.{settings.CONTENT_DOMAIN}{port}"


def file_token(version_id: UUID, *, since: int | None = None) -> str:
    """The signed segment of a path to files, and nothing more. `since`: of the address that leads to it, whose life it
    shares; None: it is the first.
    """
    return signing.dumps([version_id.hex, since], salt=_FILES)


def opens_files(token: str, *, version_id: UUID) -> bool:
    """Was it signed here for the files of this version, and not too long ago?"""
    told = _told(token, _FILES)
    return told is not None and told[0] == [version_id.hex]


def player_token(version_id: UUID, attempt_id: UUID | None) -> str:
    """The signed segment of a player's address; the platform's own pages give it, and a player never does."""
    return signing.dumps([version_id.hex, attempt_id.hex if attempt_id else "", None], salt=_PLAYER)


def player_pass(token: str, *, version_id: UUID) -> PlayerPass | None:
    """What it opens on the host of this version; None when it was not signed here, is too old, or is another's."""
    told = _told(token, _PLAYER)
    if told is None or told[0][0] != version_id.hex:
        return None
    (_version, attempt), since = told
    return PlayerPass(version_id, UUID(attempt) if attempt else None, since)


def commit_token(written: CommitPass, *, since: int | None = None) -> str:
    """The signed segment of the address where the state of one item is sent; `since` as for files."""
    return signing.dumps([written.attempt_id.hex, written.item, written.launch, since], salt=_COMMIT)


def commit_pass(token: str) -> CommitPass | None:
    """What it lets write; None when it was not signed here, or is too old."""
    if (told := _told(token, _COMMIT)) is None:
        return None
    attempt, item, launch = told[0]
    return CommitPass(UUID(attempt), str(item), int(launch))


def _told(token: str, salt: str) -> tuple[list[Any], int] | None:
    """What a token says, and when the first of its line was signed; None: not signed here, or that was too long ago."""
    try:
        *told, since = signing.loads(token, salt=salt, max_age=LIFE_SECONDS)
        signed = signing.b62_decode(token.rsplit(":", 2)[1])
        if since is not None:
            signing.loads(token, salt=salt, max_age=LIFE_SECONDS - (signed - since))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return told, signed if since is None else since


def launch_base(content_host: str) -> str:
    """What the addresses of a cmi5 course start from; they open with a launch in force (`web/content/launches.py`)."""
    return f"{content_origin(content_host)}/lancement/{SESSION_PLACE}/"


def player_address(version: ResourceVersion, attempt_id: UUID | None) -> str:
    """The page that plays the version, to be shown in a frame."""
    return f"{content_origin(version.content_host)}/lecteur/{player_token(version.pk, attempt_id)}/"


def file_address(version: ResourceVersion, path: str) -> str:
    """A file of the version ('' for a version that is one file), or what relative addresses start from."""
    return f"{content_origin(version.content_host)}/t/{file_token(version.pk)}/{quote(path, safe='/?&=#%+:;,@!$')}"
