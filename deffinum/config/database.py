"""Turn `DATABASE_URL` (or the embedded server's socket folder) into Django's settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from deffinum.config.env import RUN_FOLDER, Environment, InvalidVariable

SOCKET_FOLDER_FILE = RUN_FOLDER / "postgres.socket-folder"
"""Written by the supervisor at start: the folder that holds the embedded server's socket."""


def database_settings(environment: Environment) -> dict[str, Any]:
    """Return the `DATABASES["default"]` entry; raises InvalidVariable for an address that is not PostgreSQL's."""
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": environment.database_pool_size, "timeout": 10},
        },
    }
    if not environment.database_url:
        host = SOCKET_FOLDER_FILE.read_text().strip() if SOCKET_FOLDER_FILE.exists() else str(RUN_FOLDER / "postgres")
        return common | {"NAME": "deffinum", "USER": "deffinum", "HOST": host}
    parts = urlsplit(environment.database_url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise InvalidVariable("DATABASE_URL must start with postgresql://.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", "") or unquote(parts.hostname or "")
    common["OPTIONS"] |= query
    return common | {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
    }
