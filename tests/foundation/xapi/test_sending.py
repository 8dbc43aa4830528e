"""Statements reach the other store; what it refuses is found without holding back the rest."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deffinum.foundation.outgoing.destinations import read_destination
from deffinum.foundation.outgoing.posting import Answer
from deffinum.foundation.xapi import sending
from deffinum.foundation.xapi.multipart import media_type, read_parts
from deffinum.foundation.xapi.sending import (
    Outcome,
    Receiver,
    StatementToSend,
    Trouble,
    send_statements,
    sentence_of,
    words_of_trouble,
)
from tests.factories.other_store import KEY, SECRET, FakeStore, fake_store
from tests.loopback_server import answer


@pytest.fixture
def store(settings: Any) -> Iterator[FakeStore]:
    settings.OUTGOING_LOOPBACK = True
    with fake_store() as found:
        yield found


def numbered(number: int) -> str:
    return str(UUID(int=number))


def written(*numbers: int, **more: Any) -> list[StatementToSend]:
    return [StatementToSend(UUID(int=each), orjson.dumps({"id": numbered(each), **more})) for each in numbers]


def sent(store: FakeStore, statements: list[StatementToSend], **words: Any) -> Outcome:
    receiver = Receiver(read_destination(f"{store.server.address}/xapi/"), KEY, SECRET, "2.0.0")
    words = {"refused_in_a_row": 0, "most_refused": 20, "until": time.monotonic() + 60, **words}
    return send_statements(receiver, statements, **words)


def test_a_batch_goes_in_one_request_with_the_key_and_the_version(store: FakeStore) -> None:
    assert sent(store, written(1, 2, 3)) == Outcome(settled=3, taken=3)
    (received,) = store.server.received
    assert received.path == "/xapi/statements"
    assert received.headers["authorization"] == "Basic Y2xlLWQtZXhlbXBsZTpzZWNyZXQtZC1leGVtcGxl"
    assert received.headers["x-experience-api-version"] == "2.0.0"
    assert list(store.kept) == [numbered(1), numbered(2), numbered(3)]


def test_nothing_to_send_calls_nobody(store: FakeStore) -> None:
    assert sent(store, []) == Outcome()
    assert store.server.received == []


@pytest.mark.parametrize("status", [400, 403, 409, 413, 422])
def test_a_statement_that_is_refused_is_found_and_the_others_are_taken(store: FakeStore, status: int) -> None:
    store.refused = {numbered(5): (status, b'{"detail": "verb : cette propri\xc3\xa9t\xc3\xa9 manque."}')}
    outcome = sent(store, written(*range(1, 9)))
    assert (outcome.settled, outcome.taken, outcome.trouble) == (8, 7, None)
    ((identifier, found, sentence),) = [(each.statement_id, each.status, each.sentence) for each in outcome.refusals]
    assert (identifier, found, sentence) == (UUID(int=5), status, "verb : cette propriété manque.")
    assert sorted(store.kept) == [numbered(each) for each in range(1, 9) if each != 5]


def test_a_store_that_refuses_everything_is_stopped_after_so_many(store: FakeStore) -> None:
    store.refused = {numbered(each): (400, b"non") for each in range(4, 100)}
    outcome = sent(store, written(*range(1, 100)), most_refused=6)
    assert (outcome.settled, outcome.taken, outcome.refused_in_a_row) == (9, 3, 6)
    assert outcome.trouble == Trouble("refuses_all", 400, "non")
    again = sent(store, written(*range(4, 6)), refused_in_a_row=4, most_refused=6)
    assert (again.settled, again.trouble) == (2, Trouble("refuses_all", 400, "non"))


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "denied"), (404, "not_there"), (405, "not_there"), (302, "moved"), (429, "busy"), (503, "busy"),
     (500, "failing"), (502, "failing"), (418, "strange"), (204, None)],
)  # fmt: skip
def test_other_answers_settle_nothing(store: FakeStore, status: int, code: str | None) -> None:
    store.server.reply = answer(status, b"" if status == 204 else b"un <b>mot</b>", Location="http://127.0.0.1:9/")
    outcome = sent(store, written(1, 2))
    assert len(store.server.received) == 1
    if code is None:
        assert (outcome.settled, outcome.trouble) == (2, None)
    else:
        assert (outcome.settled, outcome.refusals) == (0, [])
        assert outcome.trouble == Trouble(code, status, "un <b>mot</b>")
        assert str(status) in words_of_trouble(code, status=status)


@pytest.mark.parametrize("body", [b"", b"<html>Bienvenue</html>", b'["un seul"]', b'{"ok": true}'])
def test_a_page_that_says_welcome_has_taken_nothing(store: FakeStore, body: bytes) -> None:
    store.server.reply = answer(200, body)
    outcome = sent(store, written(1, 2))
    assert outcome.trouble is not None
    assert (outcome.settled, outcome.trouble.code) == (0, "strange")


def test_what_was_taken_before_it_went_wrong_is_settled(store: FakeStore) -> None:
    store.refused = {numbered(1): (400, b"non")}
    count = iter(range(100))

    def fail_late() -> None:
        store.down = 500 if next(count) >= 4 else 0

    store.before = fail_late
    outcome = sent(store, written(*range(1, 9)))  # 8, 4, 2, then 1 alone, then 2 fails
    assert (outcome.settled, outcome.taken, len(outcome.refusals)) == (1, 0, 1)
    assert outcome.trouble == Trouble("failing", 500, "en panne")


def test_the_store_may_ask_to_be_left_alone(store: FakeStore) -> None:
    for asked, seconds in (("90", 90), ("bientôt".encode().decode("latin-1"), 0), ("99999999999", 0), ("-3", 0)):
        store.server.reply = answer(429, Retry_After=asked)
        outcome = sent(store, written(1))
        assert outcome.trouble is not None
        assert outcome.trouble.retry_after == seconds


def test_attachments_travel_with_their_statement_alone(store: FakeStore) -> None:
    photo = b"\x89PNG\r\n--b\r\n"
    sha2 = hashlib.sha256(photo).hexdigest()
    with_photo = StatementToSend(UUID(int=2), orjson.dumps({"id": numbered(2)}), lambda: [("image/png", sha2, photo)])
    outcome = sent(store, [*written(1), with_photo, *written(3, 4)])
    assert outcome.taken == 4
    assert store.batches == [[numbered(1)], [numbered(2)], [numbered(3), numbered(4)]]
    kind, words = media_type(store.server.received[1].headers["content-type"])
    assert kind == "multipart/mixed"
    part = read_parts(store.server.received[1].body, boundary=words["boundary"])[1]
    assert part.content == photo
    assert part.headers["x-experience-api-hash"] == sha2


def test_long_statements_share_no_request(store: FakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST_BYTES", 500)
    statements = [*written(1), *written(2, response="x" * 600), *written(3, 4)]
    assert sent(store, statements).taken == 4
    assert store.batches == [[numbered(1)], [numbered(2)], [numbered(3), numbered(4)]]


def test_no_request_is_begun_once_time_is_over(store: FakeStore) -> None:
    assert sent(store, written(1), until=time.monotonic()) == Outcome()
    assert store.server.received == []


def test_what_a_store_says_is_one_readable_line() -> None:
    assert sentence_of(b'{"message": "un\\u0000 mot\\r\\n\\u001b[31m rouge \\u202e"}') == "un mot [31m rouge"
    assert sentence_of(b"\xff\xfe") == "��"
    assert sentence_of("é".encode() * 1000) == "é" * 300
    assert sentence_of(b'{"autre": 1}') == '{"autre": 1}'
    assert sentence_of(b'"un texte"') == "un texte"
    assert sentence_of(b"") == ""


@settings(max_examples=60)
@given(st.integers(1, 40), st.sets(st.integers(0, 39)), st.integers(0, 60))
def test_every_statement_is_settled_once_in_order(number: int, refused: set[int], fails_at: int) -> None:
    """Whatever is refused, and whenever the store breaks: what is settled is a beginning, each taken or refused."""
    taken: list[int] = []
    calls = iter(range(1000))

    class Scripted(sending._Sending):
        def _post(self, group: Any) -> Answer:
            ids = [each.id.int for each in group]
            if next(calls) >= fails_at:
                return Answer(500, {}, b"")
            if refused.intersection(ids):
                return Answer(400, {}, b"")
            taken.extend(ids)
            return Answer(200, {}, orjson.dumps([str(each) for each in ids]))

    run = Scripted(None, Outcome(), 1000, time.monotonic() + 60, True)  # type: ignore[arg-type]
    group = [StatementToSend(UUID(int=each), b"{}") for each in range(number)]
    try:
        run.send(group)
    except sending._Stopped:
        assert run.outcome.settled < number
    else:
        assert run.outcome.settled == number
    settled = set(range(run.outcome.settled))
    assert set(taken) == settled - refused
    assert len(taken) == run.outcome.taken
    assert [each.statement_id.int for each in run.outcome.refusals] == sorted(settled & refused)
