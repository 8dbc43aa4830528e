"""A POST reaches the address that was checked, under its name, and never takes longer or more than it may."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deffinum.foundation.outgoing import posting
from deffinum.foundation.outgoing.destinations import read_destination
from deffinum.foundation.outgoing.failures import FailureKind, OutgoingFailure, words_of
from deffinum.foundation.outgoing.posting import LARGEST_ANSWER, post
from tests.loopback_server import Received, answer, loopback_server
from tests.names_server import leads_to

NAME = "traces.exemple.invalid"


@pytest.fixture(autouse=True)
def _this_machine_is_allowed(settings: Any) -> None:
    settings.OUTGOING_LOOPBACK = True


def failure_of(address: str) -> OutgoingFailure:
    with pytest.raises(OutgoingFailure) as raised:
        post(read_destination(address), body=b"[]", headers={})
    return raised.value


def test_the_body_and_the_headers_arrive_and_the_answer_comes_back() -> None:
    with loopback_server(answer(200, b'["a"]', Content_Type="application/json")) as server:
        found = post(read_destination(f"{server.address}/xapi"), body=b"[1]", headers={"X-Nom": "valeur"})
    assert (found.status, found.content, found.headers["content-type"]) == (200, b'["a"]', "application/json")
    (received,) = server.received
    assert (received.path, received.body, received.headers["x-nom"]) == ("/xapi", b"[1]", "valeur")
    assert received.headers["host"] == f"127.0.0.1:{server.port}"


def test_a_redirect_is_an_answer_and_nobody_is_called_for_it() -> None:
    with (
        loopback_server(answer(200)) as elsewhere,
        loopback_server(answer(302, Location=f"{elsewhere.address}/ailleurs")) as server,
    ):
        found = post(read_destination(server.address), body=b"", headers={})
    assert found.status == 302
    assert elsewhere.received == []


def test_at_most_so_much_of_an_answer_is_read() -> None:
    with loopback_server(answer(200, b"x" * (LARGEST_ANSWER * 3))) as server:
        assert len(post(read_destination(server.address), body=b"", headers={}).content) == LARGEST_ANSWER


def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with loopback_server(answer(204)) as server:
        assert post(read_destination(server.address), body=b"", headers={}).status == 204


def test_nobody_listens() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        found = failure_of(f"http://127.0.0.1:{held.getsockname()[1]}/")
    assert (found.kind, found.certain) == (FailureKind.UNREACHABLE, True)


def test_a_server_that_says_nothing_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.3)
    with loopback_server(lambda _handler, _received: time.sleep(1.5)) as server:
        started = time.monotonic()
        found = failure_of(server.address)
    assert (found.kind, found.certain) == (FailureKind.TOO_SLOW, False)
    assert time.monotonic() - started < 5


def test_a_server_that_says_one_byte_at_a_time_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.5)

    def drip(handler: BaseHTTPRequestHandler, _received: Received) -> None:
        for each in b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde":
            handler.wfile.write(bytes([each]))
            time.sleep(0.05)

    with loopback_server(drip) as server:
        started = time.monotonic()
        found = failure_of(server.address)
    assert (found.kind, found.certain) == (FailureKind.TOO_SLOW, False)
    assert time.monotonic() - started < 2


def test_an_answer_that_ends_with_its_connection_is_left_in_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.5)

    def drip(handler: BaseHTTPRequestHandler, _received: Received) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(60):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return
            time.sleep(0.05)

    with loopback_server(drip) as server:
        started = time.monotonic()
        found = failure_of(server.address)
        assert time.monotonic() - started < 2
    assert (found.kind, found.certain) == (FailureKind.TOO_SLOW, False)


def test_a_connection_that_is_cut_or_no_http_is_told_apart_from_an_answer() -> None:
    def cut(handler: BaseHTTPRequestHandler, _received: Received) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)

    def talk(handler: BaseHTTPRequestHandler, _received: Received) -> None:
        handler.wfile.write(b"220 mail.exemple.invalid ESMTP\r\n")
        handler.close_connection = True

    for reply in (cut, talk):
        with loopback_server(reply) as server:
            found = failure_of(server.address)
        assert (found.kind, found.certain) == (FailureKind.BROKEN, False)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::1", "::ffff:10.0.0.1"])
def test_a_name_that_leads_inside_is_never_connected(
    monkeypatch: pytest.MonkeyPatch, settings: Any, address: str
) -> None:
    settings.OUTGOING_LOOPBACK = False
    leads_to(monkeypatch, address)
    opened: list[Any] = []
    monkeypatch.setattr(socket, "socket", lambda *words: opened.append(words))
    found = failure_of(f"https://{NAME}/")
    assert (found.kind, found.certain, opened) == (FailureKind.FORBIDDEN, True, [])


def test_every_failure_has_its_sentence() -> None:
    assert len({words_of(each) for each in FailureKind}) == len(FailureKind)


# --- TLS: the name is checked although the connection goes to a number -----------------------------------------------


def certificate_for(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server of this name shows, and what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    file = folder / "pair.pem"
    file.write_bytes(
        certificate
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=certificate.decode())


def test_the_name_is_said_and_checked_and_asked_for_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown, trusting = certificate_for(NAME, tmp_path)
    said: list[str | None] = []
    shown.sni_callback = lambda _socket, name, _context: said.append(name)
    monkeypatch.setattr(posting, "tls_context", lambda: trusting)
    asked = leads_to(monkeypatch, "127.0.0.1")
    with loopback_server(answer(200), context=shown) as server:
        assert post(read_destination(f"https://{NAME}:{server.port}/x"), body=b"", headers={}).status == 200
    assert said == [NAME]
    assert server.received[0].headers["host"] == f"{NAME}:{server.port}"
    assert asked == [NAME]


def test_a_certificate_of_another_name_or_of_nobody_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown, trusting = certificate_for("autre.exemple.invalid", tmp_path)
    leads_to(monkeypatch, "127.0.0.1")
    for context in (trusting, ssl.create_default_context()):
        monkeypatch.setattr(posting, "tls_context", lambda context=context: context)
        with loopback_server(answer(200), context=shown) as server:
            found = failure_of(f"https://{NAME}:{server.port}/")
        assert (found.kind, found.certain, server.received) == (FailureKind.UNTRUSTED, True, [])
