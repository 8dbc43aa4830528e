"""`/xapi/adaptateurs/deffinum`: a tool or a headset sends the plugin's document; it is stored once."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from deffinum.rooms.records.models import Statement
from deffinum.rooms.records.words import KeyScope
from tests.factories.records import Headset, Tool, learner, store_key
from tests.rooms.records.queries.test_tracking_document import GESTURE, document
from tests.rooms.records.web.test_pairing import opened, pair

pytestmark = pytest.mark.django_db

PLACE = "adaptateurs/deffinum"
SENT = {"actor": learner(), "activity": GESTURE, "registration": str(uuid.UUID(int=7)), "document": document()}


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_a_document_is_stored_once_and_what_changed_is_added(version: str) -> None:
    tool = Tool(store_key(), version)
    first = tool.call("POST", PLACE, {**SENT, "timestamp": "2026-11-20T08:00:00Z"})
    assert (first.status_code, first.json()["new"]) == (200, 7)
    again = tool.call("POST", PLACE, {**SENT, "timestamp": "2026-11-20T09:00:00Z"}).json()
    assert (again["statements"], again["new"]) == (first.json()["statements"], 0)
    later = document()
    later["cmi"]["progress_measure"] = 0.6
    assert tool.call("POST", PLACE, {**SENT, "document": later}).json()["new"] == 1
    assert Statement.objects.count() == 8


def test_a_headset_sends_the_document_alone_and_for_nobody_else() -> None:
    headset = Headset(pair(opened().code).json())
    assert headset.call("POST", PLACE, {"document": document()}).json()["new"] == 7
    told = headset.call("GET", "statements").json()["statements"]
    assert {each["actor"]["account"]["name"] for each in told} == {headset.told["actor"]["account"]["name"]}
    for name in ("actor", "activity", "registration"):
        answer = headset.call("POST", PLACE, {"document": document(), name: SENT[name]})
        assert answer.status_code == (200 if SENT[name] == headset.told[name] else 403)
    assert Statement.objects.count() == 7


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"document": {"cmi": 1}}, "document.cmi"),
        ({"document": {}}, "document :"),
        ({"actor": {"mbox": "x"}}, "actor.mbox"),
        ({"activity": "pas un IRI"}, "activity"),
        ({"registration": "x"}, "registration"),
        ({"timestamp": 5}, "timestamp"),
        ({"autre": 1}, "autre"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], path: str) -> None:
    tool = Tool(store_key())
    answer = tool.call("POST", PLACE, {**SENT, **changes})
    assert (answer.status_code, path in answer.json()["detail"]) == (400, True)
    assert not Statement.objects.exists()


def test_a_key_that_only_reads_sends_nothing() -> None:
    reader = Tool(store_key(KeyScope.READ))
    assert reader.call("POST", PLACE, SENT).status_code == 403
    assert Tool(store_key()).call("POST", PLACE, {"document": document()}).status_code == 400
    assert Tool(store_key()).call("POST", PLACE, SENT, content_type="text/plain").status_code == 400
