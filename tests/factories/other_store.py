"""Another store of learning records, as a forwarding meets it: it keeps by id, and can be told to misbehave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from uuid import UUID

import orjson

from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.xapi.multipart import media_type, read_parts
from deffinum.rooms.records.commands.open_forwarding import OtherStore, Told, open_forwarding
from deffinum.rooms.records.models import Forwarding
from deffinum.rooms.records.words import Purpose, StandardVersion
from tests.factories.people import NOW
from tests.loopback_server import LoopbackServer, Received, answer, loopback_server

KEY, SECRET = "cle-d-exemple", "secret-d-exemple"


@dataclass
class FakeStore:
    """What it holds by id, what it refuses, and how it misbehaves. `down`: a status that answers every request."""

    server: LoopbackServer
    kept: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """Ids that it refuses whole batches for."""
    down: int = 0
    before: Callable[[], None] = lambda: None
    """Called with each request before it is answered."""

    @property
    def batches(self) -> list[list[str]]:
        """The ids of each request, in order."""
        return [[each["id"] for each in statements_in(received)] for received in self.server.received]

    def reply(self, handler: BaseHTTPRequestHandler, received: Received) -> None:
        """All of the batch or nothing, as the standard asks."""
        self.before()
        if self.down:
            return answer(self.down, b"en panne")(handler, received)
        statements = statements_in(received)
        for each in statements:
            if each["id"] in self.refused:
                status, sentence = self.refused[each["id"]]
                return answer(status, sentence)(handler, received)
        self.kept |= {each["id"]: each for each in statements}
        return answer(200, orjson.dumps([each["id"] for each in statements]))(handler, received)


def statements_in(received: Received) -> list[Any]:
    """The statements of a request, with or without attachments."""
    kind, words = media_type(received.headers["content-type"])
    body = received.body
    if kind == "multipart/mixed":
        body = read_parts(body, boundary=words["boundary"])[0].content
    found: list[Any] = orjson.loads(body)
    return found


@contextmanager
def fake_store() -> Iterator[FakeStore]:
    """It answers on this machine until the block ends."""
    with loopback_server(answer(500)) as server:
        store = FakeStore(server)
        server.reply = store.reply
        yield store


def forwarding_to(endpoint: str, *, organisation_id: UUID, **changes: Any) -> Forwarding:
    """A forwarding from an organisation's store, from its first statement on."""
    words: dict[str, Any] = {
        "label": "Vers l’entrepôt d’exemple",
        "other": OtherStore(
            endpoint,
            changes.pop("key", KEY),
            changes.pop("secret", SECRET),
            changes.pop("version", StandardVersion.FIRST),
        ),
        "told": Told("Laboratoire d’exemple", "Mesurer ce qui aide à apprendre.", Purpose.IMPROVEMENT),
        "since_beginning": True,
        "by": PLATFORM,
        "now": NOW,
    }
    return Forwarding.objects.get(pk=open_forwarding(organisation_id=organisation_id, **{**words, **changes}))
