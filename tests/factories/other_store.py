"""Another store of learning records, as a forwarding meets it: it keeps by id, and can be told to misbehave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from uuid import UUID

import orjson

from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.xapi.multipart import media_type, read_parts
from deffinum.rooms.records import jobs
from deffinum.rooms.records.commands.open_forwarding import OtherStore, Told, open_forwarding
from deffinum.rooms.records.models import Forwarding, RecordStore
from deffinum.rooms.records.words import Purpose, StandardVersion
from tests.factories.people import NOW
from tests.factories.records import Tool, statement
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


def organisation_of(tool: Tool) -> Any:
    """Of the tool's store."""
    return RecordStore.objects.get(pk=tool.key.store_id).organisation


def opened(tool: Tool, receiver: FakeStore, **words: Any) -> Forwarding:
    """A forwarding of the tool's store to that one."""
    return forwarding_to(f"{receiver.server.address}/xapi", organisation_id=organisation_of(tool).pk, **words)


def written(tool: Tool, number: int = 1, **words: Any) -> list[str]:
    """The ids of new statements of the tool."""
    ids: list[str] = tool.call("POST", "statements", [statement(**words) for _ in range(number)]).json()
    return ids


def turn(forwarding: Forwarding) -> Forwarding:
    """One turn, whatever was to be waited for."""
    Forwarding.objects.filter(pk=forwarding.pk).update(next_attempt_at=None)
    jobs.forward_store.func(forwarding_id=str(forwarding.pk))
    forwarding.refresh_from_db()
    return forwarding


def minute() -> int:
    """What the scheduler does every minute; how many jobs ran."""
    jobs.forward_statements.func(timestamp=0)
    return run_waiting_jobs()
