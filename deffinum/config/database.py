"""Turn `DATABASE_URL` (or the embedded server's socket folder) into Django's settings."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from deffinum.config.env import RUN_FOLDER, Environment, InvalidVariable
from deffinum.config.steady_connection import SteadyConnection

SOCKET_FOLDER_FILE = RUN_FOLDER / "postgres.socket-folder"
"""Written by the supervisor at start: the folder that holds the embedded server's socket."""

ANSWERS_WITHIN = 1.5
"""Seconds that a request waits for a connection before the page that says that the database is away."""


def database_settings(environment: Environment) -> dict[str, Any]:
    """Return the `DATABASES["default"]` entry; raises InvalidVariable for an address that is not PostgreSQL's."""
    pool = {
        "connection_class": SteadyConnection,
        "min_size": 1,
        "max_size": environment.database_pool_size,
        "timeout": ANSWERS_WITHIN,
        # An attempt that lasts no longer than the request that asked for it: the first request after the database came
        # back makes a new one at once, instead of waiting for the next try of a growing series.
        "reconnect_timeout": ANSWERS_WITHIN,
    }
    shared: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        # Only what asks for it (`prepare=True`) is prepared: Django writes the values into the text of its queries.
        "OPTIONS": {"pool": pool, "prepare_threshold": sys.maxsize},
    }
    if not environment.database_url:
        host = SOCKET_FOLDER_FILE.read_text().strip() if SOCKET_FOLDER_FILE.exists() else str(RUN_FOLDER / "postgres")
        return shared | {"NAME": "deffinum", "USER": "deffinum", "HOST": host}
    try:
        parts = urlsplit(environment.database_url)
        port = str(parts.port or "")
    except ValueError as error:
        raise InvalidVariable(f"DATABASE_URL cannot be read: {error}.") from error
    if parts.scheme not in {"postgres", "postgresql"}:
        raise InvalidVariable("DATABASE_URL must start with postgresql://.")
    if not parts.path.strip("/"):
        raise InvalidVariable("DATABASE_URL must end with the name of the database.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", "") or unquote(parts.hostname or "")
    shared["OPTIONS"] |= query
    return shared | {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
    }
