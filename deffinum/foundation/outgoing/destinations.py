"""Which servers may be called: what an address must look like, and where its name may lead."""

from __future__ import annotations

import socket
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.outgoing.failures import FailureKind, OutgoingFailure

LONGEST = 500
"""Characters of an address."""
_PORTS = {"https": 443, "http": 80}
_UNICAST = IPv6Network("2000::/3")
"""The only IPv6 addresses that the Internet routes (RFC 4291, section 2.4)."""
_NAT64 = IPv6Network("64:ff9b::/96")


class ForbiddenDestination(DomainError):
    """The address is none that may be called; the sentence says why and what to give instead."""

    status = 422


@dataclass(frozen=True)
class Destination:
    """A server and a path on it. `host` is in ASCII, lower case; `path` begins with "/"."""

    scheme: str
    host: str
    port: int
    path: str

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    def beside(self, name: str) -> Destination:
        """The resource of this name below the path."""
        return replace(self, path=f"{self.path.rstrip('/')}/{name}")


@dataclass(frozen=True)
class CheckedAddress:
    """Where a connection may go: the family of sockets, and an address in numbers."""

    family: int
    address: str
    port: int


def read_destination(text: str) -> Destination:
    """The destination that people typed. Nothing is called or resolved. Raises ForbiddenDestination."""
    wanted = text.strip()
    try:
        parts = urlsplit(wanted)
        port = parts.port
        host = (parts.hostname or "").encode("ascii" if ":" in (parts.hostname or "") else "idna").decode().lower()
    except ValueError:  # a port that is no number, a label that is too long, a bracket left open
        raise _forbidden_form() from None
    allowed = ("https", "http") if settings.OUTGOING_LOOPBACK else ("https",)
    if parts.scheme.lower() not in allowed:
        raise ForbiddenDestination(_("L’adresse doit commencer par https://. Rien n’a été enregistré."))
    if not host or len(wanted) > LONGEST or not wanted.isprintable() or " " in wanted or not parts.path.isascii():
        raise _forbidden_form()
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise _forbidden_form()
    scheme = parts.scheme.lower()
    return Destination(scheme, host, port or _PORTS[scheme], parts.path or "/")


def checked_addresses(destination: Destination) -> list[CheckedAddress]:
    """Where the name leads now. Raises ForbiddenDestination when one place is not public, OutgoingFailure when none."""
    try:
        found = socket.getaddrinfo(destination.host, destination.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutgoingFailure(FailureKind.UNKNOWN_NAME, certain=True) from error
    addresses = [CheckedAddress(family, str(where[0]), destination.port) for family, _k, _p, _n, where in found]
    for each in addresses:
        local = settings.OUTGOING_LOOPBACK and is_this_machine(each.address)
        if not local and (destination.scheme != "https" or not is_public(each.address)):
            raise ForbiddenDestination(
                _(
                    "« %(host)s » mène à une adresse qui n’est pas publique : la plateforme ne l’appelle pas. "
                    "Donnez l’adresse publique de ce serveur."
                )
                % {"host": destination.host}
            )
    return addresses


def is_public(address: str) -> bool:
    """Does the Internet route this address (in numbers), whatever stands inside it included?"""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv4Address):
        return found.is_global and not found.is_multicast
    inside = found.sixtofour or _translated(found)
    if inside is not None:
        return is_public(str(inside))
    return found in _UNICAST and found.is_global


def is_this_machine(address: str) -> bool:
    """Is it a loopback address as such (not one inside another)?"""
    return ip_address(address.partition("%")[0]).is_loopback


def _translated(address: IPv6Address) -> IPv4Address | None:
    """What NAT64 would reach (RFC 6052)."""
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def _forbidden_form() -> ForbiddenDestination:
    return ForbiddenDestination(
        _(
            "Donnez une adresse comme https://traces.exemple.fr/xapi, sans nom d’utilisateur, sans « ? » ni « # ». "
            "Rien n’a été enregistré."
        )
    )
