"""The player's page and what it sends back: bound to one attempt, one item, one version."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.test import Client

from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.commons.models import Attempt, ItemState
from deffinum.rooms.commons.queries.content_address import CommitPass, commit_token, file_token, player_token
from deffinum.rooms.commons.web.content.player import FILES
from deffinum.rooms.records.commands.record_consent import record_consent
from deffinum.rooms.records.public import Learner
from deffinum.rooms.records.words import Purpose
from tests.factories.commons import deposited, opened
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt() -> Attempt:
    """A learner who opened a package."""
    return opened(deposited())


def browser_of(attempt: Attempt) -> Client:
    """Calls the host of the attempt's version."""
    return Client(HTTP_HOST=f"{attempt.version.content_host}.localhost:8000")


def send(attempt: Attempt, body: Any, *, item: str = "geste", host: Attempt | None = None) -> Any:
    """A commit, as the player sends it."""
    token = commit_token(CommitPass(attempt.pk, item, 1))
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return browser_of(host or attempt).post(f"/lecteur/commit/{token}", content, content_type="application/json")


def test_the_player_s_page_holds_all_that_the_content_asks(attempt: Attempt) -> None:
    answer = browser_of(attempt).get(f"/lecteur/{player_token(attempt.version_id, attempt.pk)}/")
    page = answer.content.decode()
    told = orjson.loads(page.partition('<script id="settings" type="application/json">')[2].partition("</script>")[0])
    assert told["version"] == "1.2"
    assert told["items"][0]["values"]["cmi.core.student_id"] == attempt.learner.name
    assert told["base"].startswith("/t/")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_player_s_page_needs_a_token_of_this_version(attempt: Attempt) -> None:
    other = opened(deposited())
    assert browser_of(attempt).get("/lecteur/faux/").status_code == 403
    wrong = player_token(other.version_id, other.pk)
    assert browser_of(attempt).get(f"/lecteur/{wrong}/").status_code == 403
    crossed = player_token(attempt.version_id, other.pk)
    assert browser_of(attempt).get(f"/lecteur/{crossed}/").status_code == 404


def test_the_player_s_files_are_those_and_no_others(attempt: Attempt) -> None:
    browser = browser_of(attempt)
    for name in ("scorm.js", "commits.js", "prerequisites.js", "player.css"):
        assert name in FILES
        assert browser.get(f"/lecteur/fichiers/{name}").status_code == 200
    assert browser.get("/lecteur/fichiers/base.css").status_code == 404


def test_a_commit_is_kept(attempt: Attempt) -> None:
    answer = send(attempt, {"order": 1, "values": {"cmi.core.lesson_location": "4"}, "isEnd": False})
    assert answer.json() == {"isLate": False, "problems": []}
    assert ItemState.objects.get(attempt=attempt).values == {"cmi.core.lesson_location": "4"}


def test_a_commit_says_what_it_refused(attempt: Attempt) -> None:
    answer = send(attempt, {"order": 1, "values": {"cmi.core.lesson_status": "gagné"}})
    (problem,) = answer.json()["problems"]
    assert problem["element"] == "cmi.core.lesson_status"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"pas du JSON",
        b"[]",
        {"values": {}},
        {"order": 0, "values": {}},
        {"order": "1", "values": {}},
        {"order": 1, "values": []},
        {"order": 1, "values": {}, "sequencing": 3},
        {"order": 1, "values": {}, "sequencing": "a\0"},
        {"order": 1, "values": {}, "sequencing": "a" * 1_000_001},
    ],
)
def test_what_is_no_commit_is_400_and_keeps_nothing(attempt: Attempt, body: Any) -> None:
    assert send(attempt, body).status_code == 400
    assert not ItemState.objects.exists()


def test_a_commit_that_is_too_long_is_413(attempt: Attempt) -> None:
    assert send(attempt, b" " * (2 * 1024**2 + 1)).status_code == 413


def test_a_token_of_one_version_writes_nothing_from_another(attempt: Attempt) -> None:
    other = opened(deposited())
    body = {"order": 1, "values": {"cmi.core.lesson_location": "4"}}
    assert send(attempt, body, host=other).status_code == 403
    assert browser_of(attempt).post("/lecteur/commit/faux", b"{}", content_type="application/json").status_code == 403
    content = player_token(attempt.version_id, attempt.pk)
    assert browser_of(attempt).post(f"/lecteur/commit/{content}", b"{}", content_type="text/plain").status_code == 403
    assert not ItemState.objects.exists()


def test_a_commit_is_never_read(attempt: Attempt) -> None:
    token = commit_token(CommitPass(attempt.pk, "geste", 1))
    assert browser_of(attempt).get(f"/lecteur/commit/{token}").status_code == 405


def test_the_address_of_a_file_opens_no_player(attempt: Attempt) -> None:
    files = file_token(attempt.version_id)
    assert browser_of(attempt).get(f"/lecteur/{files}/").status_code == 403
    assert browser_of(attempt).get(f"/t/{files}/index.html").status_code == 200
    player = player_token(attempt.version_id, attempt.pk)
    assert browser_of(attempt).get(f"/t/{player}/index.html").status_code == 403


def withdraw(attempt: Attempt) -> None:
    """The learner takes back their consent."""
    record_consent(
        learner_id=attempt.learner_id, purpose=Purpose.TRAINING, is_given=False, wording="Exemple", by=PLATFORM, now=NOW
    )


def test_the_player_stays_closed_to_who_no_longer_agrees_or_has_no_account(attempt: Attempt) -> None:
    address = f"/lecteur/{player_token(attempt.version_id, attempt.pk)}/"
    assert browser_of(attempt).get(address).status_code == 200
    withdraw(attempt)
    assert browser_of(attempt).get(address).status_code == 403
    left = opened(deposited())
    address = f"/lecteur/{player_token(left.version_id, left.pk)}/"
    Learner.objects.filter(pk=left.learner_id).update(account=None)
    assert browser_of(left).get(address).status_code == 403


def test_nothing_is_kept_of_who_no_longer_agrees_even_what_says_nothing(attempt: Attempt) -> None:
    withdraw(attempt)
    for values in ({}, {"cmi.core.lesson_location": "4"}):
        answer = send(attempt, {"order": 1, "values": values})
        assert (answer.status_code, "retiré votre accord" in answer.content.decode()) == (403, True)
    assert not ItemState.objects.exists()
