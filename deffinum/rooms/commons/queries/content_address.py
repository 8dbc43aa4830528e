"""At which address does a learner's browser find a version? Its own host, and a path that opens for a few hours."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing

from deffinum.rooms.commons.models import ResourceVersion

LIFE_SECONDS = 8 * 3600
"""Of a path: a day of training. Opening the resource again gives another one."""
_SALT = "deffinum.commons.content"
_COMMIT_SALT = "deffinum.commons.commit"


@dataclass(frozen=True)
class ContentPass:
    """What a path opens: one version; `attempt_id` None: somebody tries it, and nothing is kept."""

    version_id: UUID
    attempt_id: UUID | None


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


def content_token(version_id: UUID, attempt_id: UUID | None) -> str:
    """The signed segment of a path."""
    return signing.dumps([version_id.hex, attempt_id.hex if attempt_id else ""], salt=_SALT)


def content_pass(token: str, *, version_id: UUID) -> ContentPass | None:
    """What a token opens on the host of this version; None when it was not signed here, is too old, or is another's."""
    try:
        version, attempt = signing.loads(token, salt=_SALT, max_age=LIFE_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if version != version_id.hex:
        return None
    return ContentPass(version_id, UUID(attempt) if attempt else None)


def commit_token(written: CommitPass) -> str:
    """The signed segment of the address where the state of one item is sent."""
    return signing.dumps([written.attempt_id.hex, written.item, written.launch], salt=_COMMIT_SALT)


def commit_pass(token: str) -> CommitPass | None:
    """What it lets write; None when it was not signed here, or is too old."""
    try:
        attempt, item, launch = signing.loads(token, salt=_COMMIT_SALT, max_age=LIFE_SECONDS)
        return CommitPass(UUID(attempt), str(item), int(launch))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def launch_base(content_host: str) -> str:
    """What the addresses of a cmi5 course start from; they open with a launch in force (`web/content/launches.py`)."""
    return f"{content_origin(content_host)}/lancement/"


def player_address(version: ResourceVersion, attempt_id: UUID | None) -> str:
    """The page that plays the version, to be shown in a frame."""
    return f"{content_origin(version.content_host)}/lecteur/{content_token(version.pk, attempt_id)}/"


def file_address(version: ResourceVersion, path: str, attempt_id: UUID | None = None) -> str:
    """A file of the version ('' for a version that is one file), or what relative addresses start from."""
    token = content_token(version.pk, attempt_id)
    return f"{content_origin(version.content_host)}/t/{token}/{quote(path, safe='/?&=#%+:;,@!$')}"
