"""What may be called: public servers over https, whatever the name pretends to be."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from deffinum.foundation.outgoing.destinations import (
    ForbiddenDestination,
    checked_addresses,
    is_public,
    read_destination,
)
from deffinum.foundation.outgoing.failures import FailureKind, OutgoingFailure
from tests.names_server import leads_to

FORBIDDEN = (
    "127.0.0.1", "127.8.9.10", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - refused, not bound
       "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1",
    "::1", "::", "fe80::1", "fe80::1%2", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1",
    "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::10.0.0.1", "::8.8.8.8",
    "2002:a00:1::", "2002:7f00:1::1", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::1", "2001::1",
)  # fmt: skip
PUBLIC = ("8.8.8.8", "1.1.1.1", "2606:4700::1111", "2a01:e0a::1", "2002:808:808::", "64:ff9b::8.8.8.8")


@pytest.mark.parametrize("address", FORBIDDEN)
def test_what_the_internet_does_not_route_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_it_routes_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", FORBIDDEN)
def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    leads_to(monkeypatch, address)
    with pytest.raises(ForbiddenDestination, match="publique"):
        checked_addresses(read_destination("https://traces.exemple.fr/xapi"))


def test_one_address_inside_refuses_the_whole_name(monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(ForbiddenDestination):
        checked_addresses(read_destination("https://traces.exemple.fr/xapi"))


def test_public_addresses_are_given_back_with_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, "8.8.8.8", "2606:4700::1111")
    found = checked_addresses(read_destination("https://traces.exemple.fr:8443/xapi"))
    assert [(each.family, each.address, each.port) for each in found] == [
        (socket.AF_INET, "8.8.8.8", 8443),
        (socket.AF_INET6, "2606:4700::1111", 8443),
    ]


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "[fe80::1]"]
)
def test_other_ways_of_writing_this_machine_are_refused(host: str) -> None:
    with pytest.raises((ForbiddenDestination, OutgoingFailure)):
        checked_addresses(read_destination(f"https://{host}/xapi"))


def test_a_name_that_leads_nowhere_is_a_failure_not_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_words: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(OutgoingFailure) as raised:
        checked_addresses(read_destination("https://traces.exemple.fr/xapi"))
    assert (raised.value.kind, raised.value.certain) == (FailureKind.UNKNOWN_NAME, True)


@pytest.mark.parametrize(
    "text",
    [
        "http://traces.exemple.fr/xapi", "ftp://traces.exemple.fr/", "traces.exemple.fr", "", "https://", "https:///xapi",
        "https://cle:secret@traces.exemple.fr/xapi", "https://traces.exemple.fr/xapi?cle=1", "https://a.fr/x#y",
        "https://traces.exemple.fr:porte/", "https://traces.exemple.fr:99999/", "https://[::1/", "https://a..fr/",
        "https://traces.exemple.fr/un deux", "https://traces.exemple.fr/\x7f", "https://traces.exemple.fr/\r\nX: y",
        "https://traces.exemple.fr/é", "https://" + "a" * 70 + ".fr/", "https://a.fr/" + "x" * 500,
    ],
)  # fmt: skip
def test_an_address_of_another_form_is_refused_in_words(text: str) -> None:
    with pytest.raises(ForbiddenDestination, match="Rien n’a été enregistré"):
        read_destination(text)


def test_an_address_is_read_once_for_all() -> None:
    found = read_destination("  HTTPS://Traces.École.fr/xapi/ ")
    assert (found.host, found.port, found.path) == ("traces.xn--cole-9oa.fr", 443, "/xapi/")
    assert str(found.beside("statements")) == "https://traces.xn--cole-9oa.fr/xapi/statements"
    assert str(read_destination("https://[2606:4700::1111]:8443")) == "https://[2606:4700::1111]:8443/"


def test_plain_http_is_for_this_machine_alone(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.OUTGOING_LOOPBACK = True
    leads_to(monkeypatch, "127.0.0.1", "::1")
    assert len(checked_addresses(read_destination("http://localhost:8000/xapi"))) == 2
    for outside in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1"):
        leads_to(monkeypatch, outside)
        with pytest.raises(ForbiddenDestination):
            checked_addresses(read_destination("http://traces.exemple.fr/xapi"))
    leads_to(monkeypatch, "10.0.0.1")
    with pytest.raises(ForbiddenDestination):
        checked_addresses(read_destination("https://traces.exemple.fr/xapi"))
