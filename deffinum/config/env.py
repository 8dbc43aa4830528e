"""Every variable the platform reads from its environment, in one typed place.

Each default is safe for a first start on one machine. `make check-production` refuses the
defaults that must not reach real users (see `deffinum/config/production.py`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
RUN_FOLDER = PROJECT_FOLDER / ".run"
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9.-]{0,180}[a-z0-9])?")
_LOCATION = re.compile(r"/([a-z0-9-]+/)+")
EMBEDDED_SECRET = "embedded-default-secret-for-one-machine-only-never-for-production"  # noqa: S105 - named so that check-production can refuse it


class InvalidVariable(ValueError):
    """A variable has a value that cannot be understood; the message names the variable."""


@dataclass(frozen=True)
class Environment:
    """What the platform was told by its environment. `from_mapping` is the only reader."""

    database_url: str = ""
    """`postgresql://user:password@host:port/name`. Empty: the embedded PostgreSQL of `make run`."""
    secret_key: str = EMBEDDED_SECRET
    """Signs sessions and links, seals second factors. Must be set (50 characters or more) in production."""
    secret_key_fallbacks: tuple[str, ...] = ()
    """Older secret keys, separated by commas: what they signed and sealed still holds."""
    site_url: str = "http://localhost:8000"
    """Public address, used in mails, feeds and exports. A name and not a number: passkeys refuse numbers."""
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    """Host names that the web server answers to, separated by commas."""
    content_domain: str = "localhost"
    """Packages are served from `<version>.<this domain>`, never from the platform's own host. In production: another
    registrable domain than the one of SITE_URL, used for nothing else, with all its names on this server."""
    debug: bool = False
    """Show detailed error pages. Never in production."""
    sample_mode: bool = True
    """Load the sample plan and show one-click personas behind a banner. Never in production."""
    theme: str = "neutre"
    """`neutre` or `etat` (the State's design system: only for State bodies)."""
    files_folder: Path = RUN_FOLDER / "files"
    """Where uploaded and generated files are kept."""
    files_location: str = ""
    """`/fichiers-gardes/`: the address under which nginx itself gives the files of FILES_FOLDER, to the platform's
    word only (X-Accel-Redirect). Empty: the platform gives them."""
    mail_url: str = ""
    """`smtp://user:password@host:port`, `smtps://…`, or empty: mails are written to `MAIL_FOLDER`."""
    mail_folder: Path = RUN_FOLDER / "mail"
    """Where mails are written when no mail server is configured."""
    mail_from: str = "Deffinum <ne-pas-repondre@deffinum.invalid>"
    """Sender of every mail."""
    proconnect_server: str = ""
    """Issuer address of the OpenID Connect provider (ProConnect). Empty: the button is not shown."""
    proconnect_client_id: str = ""
    """Client identifier given by the provider."""
    proconnect_client_secret: str = ""
    """Client secret given by the provider."""
    outgoing_loopback: bool = False
    """Let the platform call servers on this very machine, over plain http too, where people type an address
    (forwarded records): for development and tests. Never in production."""
    trusted_proxies: int = 0
    """How many reverse proxies stand before the platform: limits on sign-in count the address that they saw."""
    default_zone: str = "Europe/Paris"
    """Time zone of dates shown to people who have not chosen one (IANA name)."""
    workers: int = 2
    """Web processes started by the supervisor."""
    database_pool_size: int = 8
    """Open connections kept by each web process; workers × pool must fit the server's limit."""

    @classmethod
    def from_mapping(cls, variables: Mapping[str, str]) -> Environment:
        """Read `DATABASE_URL`, `SECRET_KEY`, `THEME`… (a field's name in capitals).

        Raises InvalidVariable with the variable's name when a value has the wrong shape.
        """
        values: dict[str, object] = {}
        for each in fields(cls):
            name = each.name.upper()
            if name in variables:
                values[each.name] = _parse(name, variables[name], default=each.default)
        environment = cls(**values)  # type: ignore[arg-type]
        _check(environment)
        return replace(environment, site_url=environment.site_url.rstrip("/"))


def _check(environment: Environment) -> None:
    if environment.theme not in {"neutre", "etat"}:
        raise InvalidVariable(f"THEME must be 'neutre' or 'etat', not {environment.theme!r}.")
    if not _DOMAIN.fullmatch(environment.content_domain):
        raise InvalidVariable(
            f"CONTENT_DOMAIN must be a domain such as example.org, not {environment.content_domain!r}."
        )
    if urlsplit(environment.site_url).scheme not in {"http", "https"}:
        raise InvalidVariable(f"SITE_URL must start with https:// or http://, not {environment.site_url!r}.")
    try:
        ZoneInfo(environment.default_zone)
    except (KeyError, ValueError):
        zone = environment.default_zone
        raise InvalidVariable(f"DEFAULT_ZONE must be a zone such as Europe/Paris, not {zone!r}.") from None
    if environment.files_location and not _LOCATION.fullmatch(environment.files_location):
        raise InvalidVariable(
            f"FILES_LOCATION must be an address such as /fichiers-gardes/, not {environment.files_location!r}."
        )
    for name in ("workers", "database_pool_size"):
        if getattr(environment, name) < 1:
            raise InvalidVariable(f"{name.upper()} must be 1 or more, not {getattr(environment, name)}.")


def _parse(name: str, text: str, *, default: object) -> object:
    if isinstance(default, bool):
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off", ""}:
            return False
        raise InvalidVariable(f"{name} must be 1 or 0, not {text!r}.")
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError:
            raise InvalidVariable(f"{name} must be a whole number, not {text!r}.") from None
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if isinstance(default, Path):
        return Path(text)
    return text


ENVIRONMENT = Environment.from_mapping(os.environ)
