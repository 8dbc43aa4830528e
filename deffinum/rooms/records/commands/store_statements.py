"""Store statements: all of them or none, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.xapi.checking import InvalidStatement, check_statements
from deffinum.foundation.xapi.equality import says_the_same
from deffinum.foundation.xapi.schema import VOIDED
from deffinum.foundation.xapi.signatures import USAGE, check_signature
from deffinum.rooms.records.models import AccessKey, Attachment
from deffinum.rooms.records.models.activity_rows import merge_definitions
from deffinum.rooms.records.models.statement_rows import (
    StatementRow,
    insert_attachment_links,
    insert_people,
    insert_references,
    insert_statements,
    kept_bodies,
)
from deffinum.rooms.records.queries.attachments import attachments_in
from deffinum.rooms.records.queries.consents import hold_agent, require_consent
from deffinum.rooms.records.queries.open_key import OpenKey
from deffinum.rooms.records.queries.prepared_statement import PreparedStatement, prepare
from deffinum.rooms.records.words import KeyScope

Json = Any

NOTED_EACH = timedelta(minutes=1)
PIECE = 25
"""Statements that go to the database while the next ones are made ready."""


class StatementConflict(DomainError):
    """The id is taken by a statement that says something else (409)."""


@dataclass(frozen=True)
class ReceivedPart:
    """An attachment as it came: its type and its bytes, known by the hash that the sender declared."""

    content_type: str
    content: bytes


@command("records.store_statements", logged=False)
def store_statements(
    *,
    key: OpenKey,
    statements: list[Json],
    parts: Mapping[str, ReceivedPart],
    second: bool,
    by: Actor,
    now: datetime,
) -> list[str]:
    """Store a batch; returns the ids in its order. `second`: by the rules of xAPI 2.0 instead of 1.0.

    A statement that is stored already, word for word, is left as it is. `stored` is the database's instant inside
    the transaction, one microsecond more for each statement, so that nothing is stored before an instant that was
    already given as consistent. Raises InvalidStatement, StatementConflict, OutsideBinding, ConsentWithdrawn.
    """
    return write_statements(key=key, statements=statements, parts=parts, second=second, by=by, now=now)


def write_statements(
    *,
    key: OpenKey,
    statements: list[Json],
    parts: Mapping[str, ReceivedPart],
    second: bool,
    by: Actor,
    now: datetime,
) -> list[str]:
    """The same inside the transaction of another command: what it decides and what it writes of it go together.

    Raises InvalidStatement, StatementConflict.
    """
    check_statements(statements, second=second)
    if key.bound is not None:
        key.bound.check_statements(statements, authority=key.authority)
    _check_parts(statements, parts)
    ids = [each["id"].lower() if "id" in each else str(uuid4()) for each in statements]
    if len(set(ids)) < len(ids):
        raise InvalidStatement("statements", _("deux traces de l’envoi portent le même « id »."))
    if key.bound is not None:  # speaks of its learner only, who may be erased meanwhile: held first of all
        hold_agent(store_id=key.store_id, agent_key=key.bound.learner_key, purpose=key.purpose)
    prepared: dict[str, PreparedStatement] = {}
    begun, fresh = insert_statements(
        key.store_id,
        key.id,
        _pieces(prepared, statements, ids, key=key, version="2.0.0" if second else "1.0.0"),
        alone=any(each["verb"]["id"] == VOIDED for each in statements),
    )
    if key.purpose and key.bound is None:
        told = {who for each in prepared.values() for who in (each.row.actor_key, *each.people)}
        require_consent(store_id=key.store_id, purpose=key.purpose, agent_keys=told)
    _check_known(key, [each for each in prepared.values() if each.row.id not in fresh])
    kept = [(begun + timedelta(microseconds=place), prepared[each]) for place, each in enumerate(ids) if each in fresh]
    _store_beside(key, kept)
    _store_parts(key, parts, begun)
    if key.may(KeyScope.DEFINE):
        described = [activity for _stored, each in kept for activity in each.described]
        if key.bound is not None:
            described = [each for each in described if key.bound.may_describe(each["id"])]
        merge_definitions(key.store_id, described)
    if kept:
        _note_writing(key, now)
    return ids


def _pieces(
    prepared: dict[str, PreparedStatement], statements: list[Json], ids: list[str], *, key: OpenKey, version: str
) -> Iterator[list[tuple[int, StatementRow]]]:
    """Rows with their places, in the order of their ids; fills `prepared`, by id, on the way."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    for start in range(0, len(order), PIECE):
        places = order[start : start + PIECE]
        for place in places:
            prepared[ids[place]] = prepare(statements[place], ids[place], key=key, version=version)
        yield [(place, prepared[ids[place]].row) for place in places]


def _note_writing(key: OpenKey, now: datetime) -> None:
    """Keep the minute of the key's last writing; last of all, so that its row is locked for the shortest time."""
    if (
        key.bound is None
        and key.session is None
        and (key.last_written_at is None or now - key.last_written_at >= NOTED_EACH)
    ):
        AccessKey.objects.filter(pk=key.id).update(last_written_at=now)


def _check_known(key: OpenKey, known: list[PreparedStatement]) -> None:
    """Statements that were stored before must say what they said."""
    bodies = kept_bodies(key.store_id, [each.row.id for each in known]) if known else {}
    for each in known:
        if not says_the_same(orjson.loads(bodies[each.row.id]), each.json):
            raise StatementConflict(
                _("La trace %(id)s existe déjà et dit autre chose. Aucune trace de l’envoi n’a été enregistrée.")
                % {"id": each.row.id}
            )


def _store_beside(key: OpenKey, kept: list[tuple[datetime, PreparedStatement]]) -> None:
    insert_people(key.store_id, [(who, stored, each.row.id) for stored, each in kept for who in each.people])
    insert_attachment_links(
        key.store_id,
        [(part["sha2"].lower(), each.row.id) for _stored, each in kept for part in attachments_in(each.json)],
    )
    insert_references(
        key.store_id,
        [(each.target_id, each.row.id, stored, each.row.voids) for stored, each in kept if each.target_id is not None],
    )


def _check_parts(statements: list[Json], parts: Mapping[str, ReceivedPart]) -> None:
    declared: set[str] = set()
    for position, statement in enumerate(statements):
        where = f"statements[{position}]"
        declared |= _check_attachments(where, statement, statement, parts)
        if statement["object"].get("objectType") == "SubStatement":
            declared |= _check_attachments(f"{where}.object", statement["object"], statement, parts)
    if strangers := parts.keys() - declared:
        raise InvalidStatement("multipart", _("aucune trace ne déclare la pièce %(sha2)s.") % {"sha2": min(strangers)})


def _check_attachments(where: str, holder: Json, statement: Json, parts: Mapping[str, ReceivedPart]) -> set[str]:
    declared = set()
    for position, attachment in enumerate(holder.get("attachments", ())):
        place, sha2 = f"{where}.attachments[{position}]", attachment["sha2"].lower()
        declared.add(sha2)
        part = parts.get(sha2)
        if part is None:
            if "fileUrl" not in attachment:
                raise InvalidStatement(
                    place, _("la pièce n’est pas dans l’envoi et « fileUrl » ne dit pas où la trouver.")
                )
        elif attachment["usageType"] == USAGE:
            check_signature(statement, attachment, part.content, where=place)
    return declared


def _store_parts(key: OpenKey, parts: Mapping[str, ReceivedPart], stored: datetime) -> None:
    Attachment.objects.bulk_create(
        [
            Attachment(
                store_id=key.store_id, sha2=sha2, content_type=part.content_type, content=part.content, stored=stored
            )
            for sha2, part in sorted(parts.items())
        ],
        ignore_conflicts=True,
    )
