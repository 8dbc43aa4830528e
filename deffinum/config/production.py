"""What must not reach real users: the sentences of `make check-production` (Django's own checks come after)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from deffinum.config.env import EMBEDDED_SECRET, RUN_FOLDER, Environment

SHORTEST_SECRET = 50
"""Characters."""
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1", "0.0.0.0"}  # noqa: S104 - recognised, not bound
SHARED_ENDINGS = {"gouv.fr", "asso.fr"}
"""Endings of two labels under which anyone may register a name (the public suffix list, its French part)."""
RESERVED_ENDING = ".invalid"


def production_problems(environment: Environment) -> list[str]:
    """One sentence for each setting that must change before real users come; empty when all is well."""
    return [
        *_secret(environment),
        *_modes(environment),
        *_database(environment),
        *_address(environment),
        *_content(environment),
        *_mail(environment),
        *_files(environment),
    ]


def _secret(environment: Environment) -> Iterator[str]:
    if environment.secret_key == EMBEDDED_SECRET:
        yield "SECRET_KEY is the embedded default, which everybody knows: set a long random one."
    elif len(environment.secret_key) < SHORTEST_SECRET:
        yield f"SECRET_KEY has {len(environment.secret_key)} characters: {SHORTEST_SECRET} or more are needed."
    if EMBEDDED_SECRET in environment.secret_key_fallbacks:
        yield "SECRET_KEY_FALLBACKS holds the embedded default, which everybody knows: anyone could sign with it."


def _modes(environment: Environment) -> Iterator[str]:
    if environment.debug:
        yield "DEBUG is on: error pages would show the code and its values. Set DEBUG=0."
    if environment.sample_mode:
        yield "SAMPLE_MODE is on: anyone could act as a sample person. Set SAMPLE_MODE=0."
    if environment.outgoing_loopback:
        yield "OUTGOING_LOOPBACK is on: people could have the platform call its own machine. Set OUTGOING_LOOPBACK=0."


def _database(environment: Environment) -> Iterator[str]:
    if not environment.database_url:
        yield "DATABASE_URL is not set: the embedded PostgreSQL is for trying, not for real data."
        return
    socket_folder = parse_qs(urlsplit(environment.database_url).query).get("host", [""])[-1]
    if socket_folder.startswith(str(RUN_FOLDER)):
        yield "DATABASE_URL names the embedded PostgreSQL, which is for trying, not for real data."


def _address(environment: Environment) -> Iterator[str]:
    address = urlsplit(environment.site_url)
    if address.scheme != "https":
        yield f"SITE_URL is {environment.site_url}: it must start with https://, or sessions could be read on the way."
    if "*" in environment.allowed_hosts:
        yield "ALLOWED_HOSTS holds *: name the hosts instead."
    elif not set(environment.allowed_hosts) - LOOPBACK:
        yield "ALLOWED_HOSTS names this machine only: add the public host name."
    elif address.hostname not in environment.allowed_hosts:
        yield f"ALLOWED_HOSTS does not hold {address.hostname}, the host of SITE_URL."


def _content(environment: Environment) -> Iterator[str]:
    domain, site = environment.content_domain, urlsplit(environment.site_url).hostname or ""
    if domain in LOOPBACK:
        yield f"CONTENT_DOMAIN is {domain}: packages would be served to this machine only. Give a domain of their own."
    elif _registrable(domain) == _registrable(site):
        yield (
            f"CONTENT_DOMAIN is {domain}, which shares {_registrable(site)} with SITE_URL: what a package does there "
            "could reach the platform's cookies. Give another registrable domain."
        )


def _registrable(host: str) -> str:
    """'plan.example' of 'www.plan.example', and 'plan.gouv.fr' of 'www.plan.gouv.fr'."""
    labels = host.split(".")
    return ".".join(labels[-3:] if ".".join(labels[-2:]) in SHARED_ENDINGS else labels[-2:])


def _mail(environment: Environment) -> Iterator[str]:
    if not environment.mail_url:
        yield "MAIL_URL is not set: mails would be written to files and reach nobody."
    if environment.mail_from.rstrip(">").endswith(RESERVED_ENDING):
        yield f"MAIL_FROM is {environment.mail_from}: give an address of yours, so that mails are accepted."


def _files(environment: Environment) -> Iterator[str]:
    if environment.files_folder.resolve().is_relative_to(RUN_FOLDER.resolve()):
        yield "FILES_FOLDER is inside .run, which may be thrown away: give a folder that is backed up."
