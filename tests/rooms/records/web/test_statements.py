"""The statements resource over HTTP: stored once, found by every filter, voided, all or nothing."""

from __future__ import annotations

import hashlib
import threading
import uuid
from typing import Any

import orjson
import pytest
from django.db import connection, transaction

from deffinum.foundation.xapi.multipart import read_parts, write_parts
from deffinum.rooms.records.models import Statement, StatementId
from deffinum.rooms.records.words import KeyScope
from tests.factories.records import HOME, VERBS, Headset, Tool, learner, statement, store_key, voiding
from tests.rooms.records.web.test_pairing import opened, pair
from tests.same_time import while_the_other_commits

pytestmark = pytest.mark.django_db


@pytest.fixture
def tool() -> Tool:
    return Tool(store_key())


def send(tool: Tool, *statements: dict[str, Any], status: int = 200) -> list[str]:
    answer = tool.call("POST", "statements", list(statements))
    assert answer.status_code == status, answer.content
    found: list[str] = answer.json() if status == 200 else []
    return found


def ask(tool: Tool, **query: str) -> list[str]:
    """The ids that the filters find, following `more` to the end."""
    found, answer = [], tool.call("GET", "statements", query=query)
    while True:
        assert answer.status_code == 200, answer.content
        page = answer.json()
        found += [each["id"] for each in page["statements"]]
        if not page["more"]:
            return found
        answer = tool.call("GET", page["more"].removeprefix("/xapi/"))


def test_a_statement_comes_back_with_what_the_store_sets(tool: Tool) -> None:
    (identifier,) = send(tool, statement(result={"score": {"scaled": 0.1}}))
    answer = tool.call("GET", "statements", query={"statementId": identifier})
    kept = answer.json()
    assert kept["result"] == {"score": {"scaled": 0.1}}
    assert kept["authority"]["account"] == {"homePage": "http://localhost:8000", "name": f"key-{tool.key.id}"}
    assert kept["timestamp"] == kept["stored"]
    assert kept["version"] == "1.0.0"
    assert answer["Last-Modified"]
    assert answer["X-Experience-API-Version"] == "1.0.3"
    assert answer["X-Experience-API-Consistent-Through"] >= kept["stored"][:19]


def test_the_same_statement_twice_is_stored_once_and_another_of_its_id_is_refused(tool: Tool) -> None:
    named = statement(id=str(uuid.uuid4()), timestamp="2026-11-22T10:00:00+01:00")
    assert send(tool, named) == send(tool, {**named, "timestamp": "2026-11-22T09:00:00Z"}) == [named["id"]]
    assert Statement.objects.count() == 1
    fresh = statement()
    send(tool, fresh, {**named, "actor": learner("autre")}, status=409)
    assert Statement.objects.count() == StatementId.objects.count() == 1
    answer = tool.call("PUT", "statements", named, query={"statementId": named["id"]})
    assert answer.status_code == 204


def test_a_batch_is_stored_whole_or_not_at_all(tool: Tool) -> None:
    send(tool, statement(), statement(verb={"id": "non"}), status=400)
    twice = str(uuid.uuid4())
    send(tool, statement(id=twice), statement(id=twice), status=400)
    assert not Statement.objects.exists()
    assert len(set(send(tool, *[statement(actor=learner(f"a{rank}")) for rank in range(60)]))) == 60


def test_a_batch_whose_end_is_wrong_leaves_nothing_of_its_beginning(tool: Tool) -> None:
    """The last piece is checked when the first ones are already with the database."""
    batch = [statement(id=f"00000000-0000-4000-8000-{place:012x}") for place in reversed(range(200))]
    wrong = {**batch[0], "actor": {"mbox": "personne"}}  # the highest id: it goes last
    answer = tool.call("POST", "statements", [*batch[1:8], wrong, *batch[8:]])
    assert (answer.status_code, "statements[7].actor.mbox" in answer.json()["detail"]) == (400, True)
    no_object = tool.call("POST", "statements", [*batch[1:], "texte"])
    assert (no_object.status_code, "statements[199]" in no_object.json()["detail"]) == (400, True)
    assert (Statement.objects.count(), StatementId.objects.count()) == (0, 0)
    assert send(tool, *batch) == [each["id"] for each in batch]


def test_the_last_description_of_the_batch_wins_whatever_the_order_of_ids(tool: Tool) -> None:
    gesture, ids = f"{HOME}/gestes/decrit", [str(uuid.uuid4()) for _ in range(60)]
    named = [
        statement(id=each, object={"id": gesture, "definition": {"name": {"fr": f"Nom {rank}"}}})
        for rank, each in enumerate(sorted(ids, reverse=True))
    ]
    send(tool, *named)
    found = tool.call("GET", "activities", query={"activityId": gesture}).json()
    assert found["definition"]["name"] == {"fr": "Nom 59"}


def test_parts_of_the_end_of_a_long_batch_are_known_and_strangers_refused(tool: Tool) -> None:
    content, stranger = b"une image", b"autre chose"
    told = {
        "usageType": f"{HOME}/usage",
        "display": {"fr": "Photo"},
        "contentType": "image/png",
        "length": len(content),
        "sha2": hashlib.sha256(content).hexdigest(),
    }
    batch = [statement(id=f"00000000-0000-4000-8000-{place:012x}") for place in range(150)]
    inner = {name: value for name, value in statement(attachments=[told]).items() if name != "id"}
    batch[-1]["object"] = {"objectType": "SubStatement", **inner}
    parts = [({"Content-Type": "application/json"}, orjson.dumps(batch))]
    for each, status in ((stranger, 400), (content, 200)):
        head = {
            "Content-Type": "image/png",
            "Content-Transfer-Encoding": "binary",
            "X-Experience-API-Hash": hashlib.sha256(each).hexdigest(),
        }
        sent = [*parts, *([(head, content)] if status == 200 else [(head, each)])]
        body = b"".join(
            b"--b\r\n" + "".join(f"{n}: {v}\r\n" for n, v in heads.items()).encode() + b"\r\n" + inside + b"\r\n"
            for heads, inside in sent
        )
        answer = tool.call("POST", "statements", body + b"--b--", content_type="multipart/mixed; boundary=b")
        assert answer.status_code == status, answer.content
        assert Statement.objects.count() == (150 if status == 200 else 0)


@pytest.mark.django_db(transaction=True)
def test_what_is_refused_waits_for_nobody() -> None:
    """Who voids is alone in the store while they write: a refusal takes no turn behind them, nor one like theirs."""
    tool, headset = Tool(store_key()), Headset(pair(opened().code).json())
    answers: list[int] = []

    def refused() -> None:
        try:
            answers.append(tool.call("POST", "statements", statement(verb={"id": "non"})).status_code)
            void = headset.statement(verb={"id": f"{VERBS}voided"}, object=voiding(uuid.uuid4())["object"])
            answers.append(headset.call("POST", "statements", void).status_code)
        finally:
            connection.close()

    thread = threading.Thread(target=refused)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('records.store:' || id, 0)) FROM records_recordstore"
        )
        thread.start()
        thread.join(timeout=20)
        assert answers == [400, 403]
    thread.join()


def test_a_long_batch_keeps_its_order_and_what_was_there_already_is_not_stored_twice(tool: Tool) -> None:
    """It goes to the database piece by piece in the order of ids; some are taken in one piece and not in another."""
    sent = [statement(id=str(uuid.uuid4())) for _ in range(130)]
    before = send(tool, *sent[5:90:7])
    ids = send(tool, *sent)
    assert ids == [each["id"] for each in sent]
    newest_first = ask(tool, limit="200")
    assert len(newest_first) == 130
    assert [each for each in reversed(newest_first) if each not in before] == [
        each for each in ids if each not in before
    ]
    taken = {**sent[100], "verb": {"id": VERBS + "failed"}}
    send(tool, *[statement(id=str(uuid.uuid4())) for _ in range(60)], taken, status=409)
    assert len(ask(tool, limit="200")) == 130


def test_each_filter_finds_its_statements_newest_first(tool: Tool) -> None:
    registration = str(uuid.uuid4())
    one, two, three, four = (
        send(tool, each)[0]
        for each in (
            statement(),
            statement(actor=learner("b"), context={"registration": registration, "instructor": learner("formatrice")}),
            statement(verb={"id": f"{VERBS}failed"}, context={"contextActivities": {"parent": {"id": f"{HOME}/p"}}}),
            statement(actor={"objectType": "Group", "member": [learner("b"), learner("c")]}, object=learner("d")),
        )
    )
    gesture = f"{HOME}/gestes/echelle"

    def agent(name: str) -> str:
        return orjson.dumps(learner(name)).decode()

    assert ask(tool) == [four, three, two, one]
    assert ask(tool, ascending="true") == [one, two, three, four]
    assert ask(tool, limit="1") == [four, three, two, one]
    assert ask(tool, limit="3", ascending="true") == [one, two, three, four]
    assert ask(tool, agent=agent("b")) == [four, two]
    assert ask(tool, agent=agent("d")) == [four]
    assert ask(tool, agent=agent("formatrice")) == []
    assert ask(tool, agent=agent("formatrice"), related_agents="true") == [two]
    assert ask(tool, verb=f"{VERBS}failed") == [three]
    assert ask(tool, activity=gesture) == [three, two, one]
    assert ask(tool, activity=f"{HOME}/p") == []
    assert ask(tool, activity=f"{HOME}/p", related_activities="true") == [three]
    assert ask(tool, registration=registration) == [two]
    assert ask(tool, agent=agent("b"), verb=f"{VERBS}completed", activity=gesture) == [two]
    stored = tool.call("GET", "statements", query={"statementId": two}).json()["stored"]
    assert ask(tool, since=stored) == [four, three]
    assert ask(tool, until=stored) == [two, one]


def test_a_voided_statement_is_found_only_as_such_whatever_the_order(tool: Tool) -> None:
    (first,) = send(tool, statement())
    (voider,) = send(tool, voiding(first))
    assert tool.call("GET", "statements", query={"statementId": first}).status_code == 404
    assert tool.call("GET", "statements", query={"voidedStatementId": first}).json()["id"] == first
    late = str(uuid.uuid4())
    (early,) = send(tool, voiding(late))
    send(tool, statement(id=late, verb={"id": f"{VERBS}failed"}))
    assert ask(tool) == [early, voider]
    assert ask(tool, verb=f"{VERBS}failed") == [early]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("voider_first", [False, True])
def test_a_statement_and_what_voids_it_at_the_same_instant(voider_first: bool) -> None:
    tool, late = Tool(store_key()), str(uuid.uuid4())
    calls = [lambda: send(tool, statement(id=late)), lambda: send(tool, voiding(late))]
    while_the_other_commits(*(reversed(calls) if voider_first else calls))
    assert tool.call("GET", "statements", query={"voidedStatementId": late}).status_code == 200


def test_a_definition_with_a_null_character_is_merged_without_it(tool: Tool) -> None:
    thing = {"id": f"{HOME}/gestes/nul", "definition": {"name": {"fr": "a\x00b"}}}
    (identifier,) = send(tool, statement(object=thing))
    assert tool.call("GET", "statements", query={"statementId": identifier}).json()["object"] == thing
    known = tool.call("GET", "activities", query={"activityId": thing["id"]}).json()
    assert known["definition"] == {"name": {"fr": "ab"}}


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_an_instant_out_of_reach_once_in_utc_is_refused_in_words(tool: Tool, written: str) -> None:
    answer = tool.call("POST", "statements", statement(timestamp=written))
    assert (answer.status_code, "timestamp" in answer.json()["detail"]) == (400, True)
    assert tool.call("GET", "statements", query={"since": written}).status_code == 400


def test_an_identifier_ends_where_it_ends(tool: Tool) -> None:
    assert tool.call("GET", "statements", query={"statementId": f"{uuid.uuid4()}\n"}).status_code == 400
    assert tool.call("GET", "statements", query={"verb": "https://exemple.fr/a\n"}).status_code == 400


def test_nothing_voids_what_voids(tool: Tool) -> None:
    (first,) = send(tool, statement())
    (voider,) = send(tool, voiding(first))
    send(tool, voiding(voider))
    assert tool.call("GET", "statements", query={"statementId": voider}).status_code == 200
    assert tool.call("GET", "statements", query={"statementId": first}).status_code == 404


def test_statements_about_a_statement_are_found_with_it(tool: Tool) -> None:
    (first,) = send(tool, statement(verb={"id": f"{VERBS}failed"}))
    about = {"objectType": "StatementRef", "id": first}
    (second,) = send(tool, statement(actor=learner("tuteur"), verb={"id": f"{VERBS}commented"}, object=about))
    third_object = {"objectType": "StatementRef", "id": second}
    (third,) = send(tool, statement(actor=learner("tuteur"), verb={"id": f"{VERBS}replied"}, object=third_object))
    (other,) = send(tool, statement())
    assert ask(tool, verb=f"{VERBS}failed") == [third, second, first]
    assert ask(tool, agent=orjson.dumps(learner()).decode()) == [other, third, second, first]


def test_a_key_reads_its_own_store_and_only_within_its_scopes(tool: Tool) -> None:
    (identifier,) = send(tool, statement())
    stranger = Tool(store_key())
    assert ask(stranger) == []
    assert stranger.call("GET", "statements", query={"statementId": identifier}).status_code == 404
    writer = Tool(store_key(KeyScope.WRITE))
    assert writer.call("GET", "statements").status_code == 403
    reader = Tool(store_key(KeyScope.READ))
    refusal = reader.call("POST", "statements", [statement()])
    assert refusal.status_code == 403
    assert "Écrire des traces" in refusal.json()["detail"]


def test_formats(tool: Tool) -> None:
    gesture = f"{HOME}/gestes/echelle"
    send(tool, statement(object={"id": gesture, "definition": {"name": {"en": "Set up a ladder"}}}))
    (identifier,) = send(tool, statement())
    query = {"statementId": identifier}
    ids = tool.call("GET", "statements", query={**query, "format": "ids"}).json()
    assert (ids["object"], ids["verb"]) == ({"id": gesture}, {"id": f"{VERBS}completed"})
    english = tool.call(
        "GET", "statements", query={**query, "format": "canonical"}, headers={"Accept-Language": "en-GB, fr;q=0.5"}
    ).json()
    assert english["object"]["definition"]["name"] == {"en": "Set up a ladder"}
    assert english["verb"]["display"] == {"en": "completed"}
    activity = tool.call("GET", "activities", query={"activityId": gesture}).json()
    assert activity["definition"]["name"] == {"fr": "Poser une échelle", "en": "Set up a ladder"}


def attached(content: bytes, **changes: Any) -> tuple[dict[str, Any], str]:
    sha2 = hashlib.sha256(content).hexdigest()
    attachment = {
        "usageType": f"{HOME}/photo",
        "display": {"fr": "Photo"},
        "contentType": "image/png",
        "length": len(content),
        "sha2": sha2,
        **changes,
    }
    return statement(attachments=[attachment]), sha2


def test_attachments_come_back_to_the_byte(tool: Tool) -> None:
    content = bytes(range(256)) * 10
    whole, sha2 = attached(content)
    body = b"".join(write_parts(orjson.dumps([whole]), [("image/png", sha2, content)], boundary="limite"))
    kind = 'multipart/mixed; boundary="limite"'
    answer = tool.call("POST", "statements", body, content_type=kind)
    assert answer.status_code == 200, answer.content
    found = tool.call("GET", "statements", query={"attachments": "true"})
    boundary = found["Content-Type"].partition("boundary=")[2].strip('"')
    first, part = read_parts(found.content, boundary=boundary)
    assert orjson.loads(first.content)["statements"][0]["attachments"] == whole["attachments"]
    assert (part.content, part.headers["x-experience-api-hash"]) == (content, sha2)


@pytest.mark.parametrize(
    ("parts", "changes", "words"),
    [
        ([], {}, "fileUrl"),
        ([("image/png", "0" * 64, b"autre")], {}, "empreinte"),
        ([("image/png", hashlib.sha256(b"autre").hexdigest(), b"autre")], {"fileUrl": f"{HOME}/f"}, "ne déclare"),
    ],
)
def test_attachments_that_do_not_hold_are_refused(
    tool: Tool, parts: list[tuple[str, str, bytes]], changes: dict[str, Any], words: str
) -> None:
    whole, _sha2 = attached(b"contenu", **changes)
    body = b"".join(write_parts(orjson.dumps([whole]), parts, boundary="limite"))
    answer = tool.call("POST", "statements", body, content_type="multipart/mixed; boundary=limite")
    assert answer.status_code == 400
    assert words in answer.json()["detail"]
    assert not Statement.objects.exists()
