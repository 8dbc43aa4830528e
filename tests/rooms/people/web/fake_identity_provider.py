"""A small OpenID Connect provider on the loopback, for tests only. It answers userinfo the way ProConnect does."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID = "plateforme-d-exemple"
KEY_ID = "cle-d-exemple"


@cache
def signing_key(owner: str = "provider") -> rsa.RSAPrivateKey:
    """A key, the same for each owner during the whole run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class FakeProvider:
    """What it will answer next; each field may be changed by a test before the person comes back."""

    claims: dict[str, Any]
    key: rsa.RSAPrivateKey = field(default_factory=signing_key)
    userinfo_key: rsa.RSAPrivateKey | None = None
    """Another key: the signature will be wrong."""
    nonce: str = ""
    challenge: str = ""
    id_token_changes: dict[str, Any] = field(default_factory=dict)
    userinfo_changes: dict[str, Any] = field(default_factory=dict)
    plain_userinfo: bool = False
    unsigned_userinfo: bool = False
    ends_sessions: bool = True
    known_return: str = ""
    """The only address to which it sends people back after signing out."""
    address: str = ""
    asked: list[str] = field(default_factory=list)

    def discovery(self) -> dict[str, Any]:
        """The provider's own description."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/jwks",
        } | ({"end_session_endpoint": f"{self.address}/session/end"} if self.ends_sessions else {})

    def jwks(self) -> dict[str, Any]:
        """Its public key."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]}

    def tokens(self, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """Checks the code's proof key, then gives an ID token."""
        verifier = form.get("code_verifier", [""])[0]
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if digest != self.challenge:
            return 400, {"error": "invalid_grant"}
        claims = self._standard() | {"sub": self.claims["sub"], "nonce": self.nonce} | self.id_token_changes
        encoded = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": KEY_ID})
        return 200, {"access_token": "acces-exemple", "token_type": "Bearer", "id_token": encoded}

    def userinfo(self) -> tuple[str, bytes]:
        """A signed JWT (or what a test asked for)."""
        claims = self._standard() | self.claims | self.userinfo_changes
        if self.plain_userinfo:
            return "application/json", json.dumps(claims).encode()
        if self.unsigned_userinfo:
            return "application/jwt", jwt.encode(claims, None, algorithm="none").encode()
        signed = jwt.encode(claims, self.userinfo_key or self.key, algorithm="RS256", headers={"kid": KEY_ID})
        return "application/jwt", signed.encode()

    def authorize(self, words: dict[str, list[str]]) -> str:
        """Where to send the person back: this provider knows who it is and asks nothing."""
        self.nonce, self.challenge = words["nonce"][0], words["code_challenge"][0]
        return f"{words['redirect_uri'][0]}?{urlencode({'code': 'code-exemple', 'state': words['state'][0]})}"

    def end_session(self, words: dict[str, list[str]]) -> str:
        """Where to send the person back, after checking whose session ends and the return address; '' to refuse."""
        hint, back, state = (
            words.get(name, [""])[0] for name in ("id_token_hint", "post_logout_redirect_uri", "state")
        )
        try:
            known = jwt.decode(hint, self.key.public_key(), algorithms=["RS256"], audience=CLIENT_ID)["sub"]
        except jwt.PyJWTError:
            return ""
        right = known == self.claims["sub"] and back == self.known_return and len(state) >= 32
        return f"{back}?{urlencode({'state': state})}" if right else ""

    def _standard(self) -> dict[str, Any]:
        now = int(time.time())
        return {"iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 60}


class Handler(BaseHTTPRequestHandler):
    """Answers for the provider of its server."""

    provider: ClassVar[FakeProvider]

    def do_GET(self) -> None:
        self.provider.asked.append(self.path)
        if self.path == "/userinfo":
            if self.headers["Authorization"] != "Bearer acces-exemple":
                self._answer(401, "application/json", b"{}")
                return
            self._answer(200, *self.provider.userinfo())
            return
        leading = {"/authorize": self.provider.authorize, "/session/end": self.provider.end_session}
        address = urlsplit(self.path)
        if address.path in leading:
            back = leading[address.path](parse_qs(address.query))
            self.send_response(302 if back else 400)
            self.send_header("Location", back)
            self.end_headers()
            return
        found = {"/.well-known/openid-configuration": self.provider.discovery, "/jwks": self.provider.jwks}
        self._answer(200, "application/json", json.dumps(found[self.path]()).encode())

    def do_POST(self) -> None:
        self.provider.asked.append(self.path)
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        status, document = self.provider.tokens(form)
        self._answer(status, "application/json", json.dumps(document).encode())

    def log_message(self, *args: Any) -> None:
        """Silence."""

    def _answer(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def running(provider: FakeProvider) -> Iterator[FakeProvider]:
    """The provider, listening on a free port of the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("BoundHandler", (Handler,), {"provider": provider}))
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
