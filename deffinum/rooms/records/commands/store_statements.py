"""Store statements: all of them or none, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from deffinum.rooms.records.models.activity_rows import is_known, merge_definitions
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
FIRST_PIECE, LARGEST_PIECE = 20, 80
"""Statements that go to the database while the next ones are checked and made ready: few at first, so that it begins
early, then twice as many each time, as a piece has a price of its own."""


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
    already given as consistent. Raises InvalidStatement, StatementConflict, OutsideBinding, ConsentWithdrawn,
    LearnerGone.
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

    Raises as `store_statements` does.
    """
    ids = _ids_of(statements, second=second)
    batch = _Batch(key, statements, ids, parts, second=second)
    alone = any(_voids(each) for each in statements)
    if alone or parts or key.bound is not None:  # what is refused keeps nobody waiting, and writes nothing first
        batch.check_all()
    if key.bound is not None:  # speaks of its learner only, who may be erased meanwhile: held first of all
        hold_agent(store_id=key.store_id, agent_key=key.bound.learner_key, purpose=key.purpose)
    begun, fresh = insert_statements(key.store_id, key.id, batch.pieces(), alone=alone)
    prepared = batch.prepared
    if key.purpose and key.bound is None:
        told = {who for each in prepared.values() for who in (each.row.actor_key, *each.people)}
        require_consent(store_id=key.store_id, purpose=key.purpose, agent_keys=told)
    _check_known(key, [each for each in prepared.values() if each.row.id not in fresh])
    found = [(place, each) for place, each in batch.more if each.row.id in fresh]
    _store_beside(key, [(begun + timedelta(microseconds=place), each) for place, each in found])
    if parts:
        _store_parts(key, parts, begun)
    if batch.news and key.may(KeyScope.DEFINE):
        described = [activity for each in ids if each in fresh for activity in prepared[each].described]
        if key.bound is not None:
            described = [each for each in described if key.bound.may_describe(each["id"])]
        merge_definitions(key.store_id, described)
    if fresh:
        _note_writing(key, now)
    return ids


def _ids_of(statements: list[Json], *, second: bool) -> list[str]:
    """The id of each statement, made for those that have none. Raises InvalidStatement."""
    try:
        ids = [each["id"].lower() if "id" in each else str(uuid4()) for each in statements]
    except (TypeError, AttributeError):  # not even an object, or an id that is no text
        check_statements(statements, second=second)
        raise
    if len(set(ids)) < len(ids):
        raise InvalidStatement("statements", _("deux traces de l’envoi portent le même « id »."))
    return ids


def _voids(statement: Json) -> bool:
    """Does it void another one? It may not be checked yet."""
    verb = statement.get("verb") if isinstance(statement, dict) else None
    return isinstance(verb, dict) and verb.get("id") == VOIDED


class _Batch:
    """A batch that is checked and made ready piece by piece, while the database writes the piece before."""

    def __init__(
        self, key: OpenKey, statements: list[Json], ids: list[str], parts: Mapping[str, ReceivedPart], *, second: bool
    ) -> None:
        self.key = key
        self.statements = statements
        self.ids = ids
        self.parts = parts
        self.second = second
        self.prepared: dict[str, PreparedStatement] = {}
        """By id."""
        self.declared: set[str] = set()
        """Hashes of the attachments that the statements speak of."""
        self.more: list[tuple[int, PreparedStatement]] = []
        """Those that say more than one row holds, with their places."""
        self.news = False
        """Does one of them describe an activity otherwise than this process saw it kept?"""
        self.checked = False

    def check_all(self) -> None:
        """Before anything is written. Raises InvalidStatement, OutsideBinding."""
        self._check(range(len(self.statements)))
        if strangers := self.parts.keys() - self.declared:
            raise InvalidStatement(
                "multipart", _("aucune trace ne déclare la pièce %(sha2)s.") % {"sha2": min(strangers)}
            )
        self.checked = True

    def pieces(self) -> Iterator[list[tuple[int, StatementRow]]]:
        """Rows with their places, in the order of their ids. Raises InvalidStatement, OutsideBinding."""
        order = sorted(range(len(self.ids)), key=self.ids.__getitem__)
        start, size = 0, FIRST_PIECE
        while start < len(order):
            places = order[start : start + size]
            if not self.checked:
                self._check(places)
            yield [(place, self._prepared(place)) for place in places]
            start, size = start + size, min(2 * size, LARGEST_PIECE)

    def _check(self, places: Sequence[int]) -> None:
        check_statements([self.statements[place] for place in places], second=self.second, places=places)
        bound = self.key.bound
        for place in places:
            statement, where = self.statements[place], f"statements[{place}]"
            if bound is not None:
                bound.check_statement(statement, where=where, authority=self.key.authority)
            self._check_attachments(where, statement, statement)
            if statement["object"].get("objectType") == "SubStatement":
                self._check_attachments(f"{where}.object", statement["object"], statement)

    def _check_attachments(self, where: str, holder: Json, statement: Json) -> None:
        for position, attachment in enumerate(holder.get("attachments", ())):
            place, sha2 = f"{where}.attachments[{position}]", attachment["sha2"].lower()
            self.declared.add(sha2)
            part = self.parts.get(sha2)
            if part is None:
                if "fileUrl" not in attachment:
                    raise InvalidStatement(
                        place, _("la pièce n’est pas dans l’envoi et « fileUrl » ne dit pas où la trouver.")
                    )
            elif attachment["usageType"] == USAGE:
                check_signature(statement, attachment, part.content, where=place)

    def _prepared(self, place: int) -> StatementRow:
        identifier = self.ids[place]
        made = prepare(self.statements[place], identifier, key=self.key, version="2.0.0" if self.second else "1.0.0")
        self.prepared[identifier] = made
        if made.people or made.target_id is not None or next(attachments_in(made.json), None) is not None:
            self.more.append((place, made))
        self.news = self.news or not all(is_known(self.key.store_id, each) for each in made.described)
        return made.row


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
