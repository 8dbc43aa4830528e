"""Everything that a store holds about one learner: statements and documents, page by page."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import orjson

from deffinum.rooms.records.models import Activity, Document, Learner
from deffinum.rooms.records.queries.attachments import attachments_in, attachments_of
from deffinum.rooms.records.queries.find_statements import Cursor, Filters, find_statements
from deffinum.rooms.records.queries.forwardings import recipients_of_store
from deffinum.rooms.records.queries.learners import LearnerLine, learner_line
from deffinum.rooms.records.words import DocumentKind

READ_AT_ONCE = 100
"""Statements, or documents, in memory at most."""
_TEXT_TYPES = ("application/json", "text/")


def learner_records(*, learner: LearnerLine) -> Iterator[dict[str, Any]]:
    """One dictionary a record, oldest first: the learner, who receives copies of the store's statements, then
    statements (voided ones too), attachments, documents.

    A statement is here when it names the learner anywhere. At most one page of statements is in memory.
    """
    yield {"learner": {"name": learner.name, "label": learner.label, "enrolled_at": learner.enrolled_at}}
    for recipient in recipients_of_store(store_id=learner.store_id):
        yield {"recipient": asdict(recipient)}
    sent: set[str] = set()
    for body in _bodies(learner):
        statement = orjson.loads(body)
        yield {"statement": statement}
        wanted = {each["sha2"].lower() for each in attachments_in(statement)} - sent
        for part in attachments_of(store_id=learner.store_id, sha2=wanted):
            told = {"sha2": part.sha2, "content_type": part.content_type}
            yield {"attachment": told | _content(part.content_type, part.content)}
        sent |= wanted
    yield from _documents(learner)


def learner_lines(*, learner: LearnerLine) -> Iterator[bytes]:
    """The same as JSON Lines, to stream."""
    for each in learner_records(learner=learner):
        yield orjson.dumps(each, option=orjson.OPT_APPEND_NEWLINE)


def my_traces(account_id: uuid.UUID) -> Iterator[dict[str, Any]]:
    """What every store holds about a person: for the export of one's own data, one record after the other."""
    for learner in Learner.objects.filter(account_id=account_id).select_related("store__organisation"):
        organisation = learner.store.organisation.name
        for each in learner_records(learner=learner_line(learner)):
            yield {"organisation": organisation, **each}


def _bodies(learner: LearnerLine) -> Iterator[str]:
    filters = Filters(agent=learner.agent_key, related_agents=True, ascending=True, voided_too=True, limit=READ_AT_ONCE)
    after: Cursor | None = None
    while True:
        page = find_statements(store_id=learner.store_id, filters=filters, after=after)
        yield from page.bodies
        if page.next is None:
            return
        after = page.next


def _documents(learner: LearnerLine) -> Iterator[dict[str, Any]]:
    rows = Document.objects.filter(store_id=learner.store_id, agent_key=learner.agent_key)
    names = dict(
        Activity.objects.filter(
            store_id=learner.store_id, key__in=list(rows.values_list("activity_key", flat=True).distinct())
        ).values_list("key", "iri")
    )
    for each in rows.order_by("updated", "name").iterator(chunk_size=READ_AT_ONCE):
        told = {
            "kind": DocumentKind(each.kind).name.lower(),
            "activity": names.get(each.activity_key),
            "registration": each.registration if each.registration.int else None,
            "name": each.name,
            "content_type": each.content_type,
            "updated": each.updated,
        }
        yield {"document": told | _content(each.content_type, bytes(each.content))}


def _content(content_type: str, content: bytes) -> dict[str, str]:
    """As text when it is text, else in base 64."""
    if content_type.startswith(_TEXT_TYPES):
        try:
            return {"content": content.decode()}
        except UnicodeDecodeError:
            pass
    return {"content_base64": base64.b64encode(content).decode()}
