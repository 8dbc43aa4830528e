"""Which statements of a store go to another one next, in the order of storing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import orjson

from deffinum.foundation.outgoing.failures import FailureKind
from deffinum.foundation.xapi.identity import activities_of
from deffinum.foundation.xapi.sending import OutgoingPart, StatementToSend
from deffinum.rooms.records.models import Attachment, Forwarding, RefusedStatement
from deffinum.rooms.records.models.raw_cursor import raw_cursor
from deffinum.rooms.records.models.statement_rows import kept_bodies
from deffinum.rooms.records.queries.attachments import attachments_in, attachments_of
from deffinum.rooms.records.queries.consents import withdrawn_among
from deffinum.rooms.records.queries.find_statements import Cursor, consistent_through

Json = Any

BATCH = 100
"""Statements read at once; half as many after each failure of a store that is too slow."""
_SET_THERE = ("authority", "stored", "version")
"""What the other store sets itself (xAPI 1.0.3 data, sections 2.4.8 to 2.4.10)."""
_START = datetime(1, 1, 1, tzinfo=UTC)

_READ = """
SELECT stored, id, mentions, body FROM records_statement
WHERE store_id = %(store)s AND (stored, id) > (%(after_stored)s, %(after_id)s) AND stored < %(through)s
ORDER BY stored, id LIMIT %(limit)s
"""
_ANY = """
SELECT EXISTS (SELECT 1 FROM records_statement
WHERE store_id = %(store)s AND (stored, id) > (%(after_stored)s, %(after_id)s))
"""
_THESE = """
SELECT s.id, s.mentions, s.body FROM records_statementid AS i
JOIN records_statement AS s ON s.store_id = i.store_id AND s.stored = i.stored AND s.id = i.id
WHERE i.store_id = %(store)s AND i.id = ANY(%(ids)s) ORDER BY s.stored, s.id
"""
_LAST = "SELECT stored, id FROM records_statement WHERE store_id = %(store)s ORDER BY stored DESC, id DESC LIMIT 1"


@dataclass(frozen=True)
class ForwardingBatch:
    """What is sent next, and where the cursor stands once so many of it are settled."""

    statements: list[StatementToSend]
    places: list[Cursor]
    """Of every statement read, in order: sent or not."""
    ranks: list[int]
    """For each statement to send, its rank in `places`."""
    withheld: frozenset[int]
    """Ranks of those that are not sent, as a learner withdrew their consent."""
    is_last: bool
    """Nothing more can be read for now."""

    def settled_up_to(self, number: int) -> tuple[Cursor | None, int]:
        """Where the cursor stands after `number` statements of `statements`, and how many were withheld up to there."""
        end = self.ranks[number] if number < len(self.ranks) else len(self.places)
        return self.places[end - 1] if end else None, sum(rank < end for rank in self.withheld)


@dataclass(frozen=True)
class SentAgain:
    """Refused statements that somebody asked to send again."""

    statements: list[StatementToSend]
    gone: list[UUID]
    """No longer stored here."""
    withheld: list[UUID]
    """A learner withdrew their consent since."""

    @property
    def is_empty(self) -> bool:
        """Was none asked for?"""
        return not (self.statements or self.gone or self.withheld)


def refused_to_send_again(*, forwarding: Forwarding) -> SentAgain:
    """The first that were asked for, at most a batch."""
    asked = RefusedStatement.objects.filter(forwarding=forwarding, again_at__isnull=False).order_by("again_at", "pk")
    ids = list(asked.values_list("statement_id", flat=True)[: batch_size(forwarding)])
    if not ids:
        return SentAgain([], [], [])
    with raw_cursor() as cursor:
        rows = cursor.execute(_THESE, {"store": forwarding.store_id, "ids": ids}).fetchall()
    withdrawn = withdrawn_among(
        store_id=forwarding.store_id,
        purpose=forwarding.purpose,
        agent_keys={key.hex for _id, mentions, _body in rows for key in mentions},
    )
    withheld = [identifier for identifier, mentions, _body in rows if not withdrawn.isdisjoint(mentions)]
    sent = [orjson.loads(body) for identifier, _mentions, body in rows if identifier not in withheld]
    gone = set(ids) - {identifier for identifier, _mentions, _body in rows}
    return SentAgain(_to_send(forwarding, sent), sorted(gone), withheld)


def batch_size(forwarding: Forwarding) -> int:
    """How many statements one request takes at most: fewer for a store that did not answer in time."""
    return max(1, BATCH >> forwarding.failures) if forwarding.trouble == FailureKind.TOO_SLOW.value else BATCH


def statements_to_forward(*, forwarding: Forwarding) -> ForwardingBatch:
    """The next statements after the cursor, a batch at most, none that something older could still come before.

    To be called outside any transaction.
    """
    through, most = consistent_through(), batch_size(forwarding)
    with raw_cursor() as cursor:
        rows = cursor.execute(_READ, _after(forwarding) | {"through": through, "limit": most}).fetchall()
    withdrawn = withdrawn_among(
        store_id=forwarding.store_id,
        purpose=forwarding.purpose,
        agent_keys={key.hex for _stored, _id, mentions, _body in rows for key in mentions},
    )
    read = [orjson.loads(body) for _stored, _id, _mentions, body in rows]
    concerned = _within(forwarding, read)
    withheld = frozenset(rank for rank, row in enumerate(rows) if concerned[rank] and not withdrawn.isdisjoint(row[2]))
    ranks = [rank for rank in range(len(rows)) if concerned[rank] and rank not in withheld]
    return ForwardingBatch(
        statements=_to_send(forwarding, [read[rank] for rank in ranks]),
        places=[Cursor(stored, identifier) for stored, identifier, _mentions, _body in rows],
        ranks=ranks,
        withheld=withheld,
        is_last=len(rows) < most,
    )


def has_statements_to_forward(*, forwarding: Forwarding) -> bool:
    """Is anything stored after the cursor?"""
    with raw_cursor() as cursor:
        row = cursor.execute(_ANY, _after(forwarding)).fetchone()
    return row is not None and bool(row[0])


def last_place(*, store_id: UUID) -> Cursor | None:
    """Where the store's last statement stands; None: it holds none."""
    with raw_cursor() as cursor:
        row = cursor.execute(_LAST, {"store": store_id}).fetchone()
    return None if row is None else Cursor(*row)


def _after(forwarding: Forwarding) -> dict[str, Any]:
    return {
        "store": forwarding.store_id,
        "after_stored": forwarding.after_stored or _START,
        "after_id": forwarding.after_id or UUID(int=0),
    }


def _within(forwarding: Forwarding, read: Sequence[Json]) -> list[bool]:
    """Which statements are about the activities that are forwarded; one that points at another follows it."""
    prefix = forwarding.activity_prefix
    if not prefix:
        return [True] * len(read)
    targets = {each["object"]["id"] for each in read if each["object"].get("objectType") == "StatementRef"}
    pointed = kept_bodies(forwarding.store_id, targets) if targets else {}
    found = []
    for each in read:
        if each["object"].get("objectType") == "StatementRef":
            target = pointed.get(each["object"]["id"].lower())
            found.append(target is not None and _is_about(orjson.loads(target), prefix))
        else:
            found.append(_is_about(each, prefix))
    return found


def _is_about(statement: Json, prefix: str) -> bool:
    return any(activity["id"].startswith(prefix) for activity in activities_of(statement))


def _to_send(forwarding: Forwarding, statements: Sequence[Json]) -> list[StatementToSend]:
    declared = [{each["sha2"].lower() for each in attachments_in(statement)} for statement in statements]
    wanted = set().union(*declared)
    here = set(
        Attachment.objects.filter(store_id=forwarding.store_id, sha2__in=wanted).values_list("sha2", flat=True)
        if wanted
        else ()
    )
    found = []
    for statement, own in zip(statements, declared, strict=True):
        told = {name: value for name, value in statement.items() if name not in _SET_THERE}
        parts = partial(_parts, forwarding.store_id, sorted(own & here)) if own & here else None
        found.append(StatementToSend(UUID(statement["id"]), orjson.dumps(told), parts))
    return found


def _parts(store_id: UUID, sha2: list[str]) -> list[OutgoingPart]:
    return [(each.content_type, each.sha2, each.content) for each in attachments_of(store_id=store_id, sha2=sha2)]
