"""The page that plays an H5P content and what it sends: bound to one attempt and one version, within measure."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.test import Client

from deffinum.rooms.commons.models import Attempt, ItemState
from deffinum.rooms.commons.queries.content_address import CommitPass, commit_token, file_token, player_token
from deffinum.rooms.commons.queries.h5p_player import item_of
from deffinum.rooms.commons.queries.scorm_data import activity_of
from deffinum.rooms.records.models import Statement
from tests.factories.commons import allowed, deposited, opened
from tests.factories.h5p import FOLDER, SCRIPT, h5p_package, parts

pytestmark = pytest.mark.django_db


def new_attempt() -> Attempt:
    """A learner who opened our own content."""
    return opened(deposited(allowed(h5p_package()), name="geste.h5p"))


@pytest.fixture
def attempt() -> Attempt:
    """One of them."""
    return new_attempt()


def browser_of(attempt: Attempt) -> Client:
    """Calls the host of the attempt's version."""
    return Client(HTTP_HOST=f"{attempt.version.content_host}.localhost:8000")


def send(attempt: Attempt, body: Any, *, host: Attempt | None = None, where: str = "h5p") -> Any:
    """What the player sends."""
    token = commit_token(CommitPass(attempt.pk, item_of(attempt.version), 1))
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return browser_of(host or attempt).post(f"/lecteur/{where}/{token}", content, content_type="application/json")


def said(attempt: Attempt, rank: int = 1) -> dict[str, Any]:
    """An event."""
    verb = {"id": "http://adlnet.gov/expapi/verbs/interacted"}
    return {"rank": rank, "said": {"verb": verb, "object": {"id": activity_of(attempt.version_id)}}}


def test_the_page_holds_all_that_the_player_needs_and_no_script_of_its_own(attempt: Attempt) -> None:
    send(attempt, {"order": 1, "state": {"0/state": "4"}, "events": []})
    answer = browser_of(attempt).get(f"/lecteur/{player_token(attempt.version_id, attempt.pk)}/")
    page = answer.content.decode()
    told = orjson.loads(page.partition('<script id="settings" type="application/json">')[2].partition("</script>")[0])
    assert told["state"] == {"0/state": "4"}
    assert told["activity"] == activity_of(attempt.version_id)
    assert told["base"].startswith("/t/")
    assert attempt.learner.name not in page
    assert page.count("<script") == 3
    assert '<html lang="fr">' in page


def test_a_content_that_does_not_say_its_language_is_declared_in_none() -> None:
    about, _library, _content = parts()
    about["language"] = "und"
    attempt = opened(deposited(allowed(h5p_package(about)), name="geste.h5p"))
    page = browser_of(attempt).get(f"/lecteur/{player_token(attempt.version_id, attempt.pk)}/").content.decode()
    assert '<html lang="">' in page


def test_the_host_of_an_h5p_content_runs_files_and_nothing_that_a_text_brings(attempt: Attempt) -> None:
    for path in (
        f"/lecteur/{player_token(attempt.version_id, attempt.pk)}/",
        f"/t/{file_token(attempt.version_id)}/h5p.json",
        "/nulle-part",
    ):
        policy = dict(
            each.partition(" ")[::2] for each in browser_of(attempt).get(path)["Content-Security-Policy"].split("; ")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert policy["style-src"] == "'self' 'unsafe-inline'"
        assert policy["connect-src"] == "'self'"
        assert not {"frame-src", "worker-src", "object-src"} & policy.keys()
        assert "allow-popups" not in policy["sandbox"]
    scorm = opened(deposited())
    assert "'unsafe-eval'" in browser_of(scorm).get("/nulle-part")["Content-Security-Policy"]


def test_a_page_of_somebody_else_s_attempt_or_of_another_version_stays_closed(attempt: Attempt) -> None:
    other = new_attempt()
    assert browser_of(attempt).get(f"/lecteur/{player_token(other.version_id, other.pk)}/").status_code == 403
    assert browser_of(attempt).get(f"/lecteur/{player_token(attempt.version_id, other.pk)}/").status_code == 404


def test_who_tries_is_given_no_address_to_send_to(attempt: Attempt) -> None:
    page = browser_of(attempt).get(f"/lecteur/{player_token(attempt.version_id, None)}/").content.decode()
    assert '"commit": ""' in page


def test_state_and_events_are_kept(attempt: Attempt) -> None:
    answer = send(attempt, {"order": 1, "state": {"0/state": "4"}, "events": [said(attempt)]})
    assert answer.json() == {"isLate": False, "problems": []}
    assert ItemState.objects.get(attempt=attempt).values == {"0/state": "4"}
    assert Statement.objects.filter(store_id=attempt.learner.store_id).count() == 1


def test_what_is_left_aside_is_told_with_its_rank(attempt: Attempt) -> None:
    answer = send(attempt, {"order": 1, "state": None, "events": [said(attempt), {"rank": 2, "said": {}}]})
    (problem,) = answer.json()["problems"]
    assert problem["rank"] == 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"pas du JSON",
        b"[" * 100_000,
        b"[]",
        {"order": 1},
        {"order": 0, "state": None, "events": []},
        {"order": True, "state": None, "events": []},
        {"order": 1, "state": [], "events": []},
        {"order": 1, "state": {"0/state": {"a": 1}}, "events": []},
        {"order": 1, "state": {"0/state": "a\0"}, "events": []},
        {"order": 1, "state": {"0/\0": "a"}, "events": []},
        {"order": 1, "state": {str(place): "" for place in range(501)}, "events": []},
        {"order": 1, "state": None, "events": {}},
        {"order": 1, "state": None, "events": [{"rank": 0, "said": {}}]},
        {"order": 1, "state": None, "events": [{"rank": 1, "said": "a"}]},
        {"order": 1, "state": None, "events": [{"rank": 1, "said": {}}] * 51},
    ],
)
def test_what_no_player_sends_is_400_and_keeps_nothing(attempt: Attempt, body: Any) -> None:
    assert send(attempt, body).status_code == 400
    assert not ItemState.objects.exists()


def test_a_state_that_is_too_long_is_413_and_keeps_nothing(attempt: Attempt) -> None:
    for length in (1_000_001, 10 * 1024**2):
        body = {"order": 1, "state": {"0/state": "a" * length}, "events": [said(attempt)]}
        assert send(attempt, body).status_code == 413
    assert not ItemState.objects.exists()
    assert not Statement.objects.exists()


def test_a_flood_is_429(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deffinum.rooms.commons.commands.keep_h5p.MOST_EVENTS_AN_HOUR", 1)
    body = {"order": 1, "state": {"0/state": "4"}, "events": [said(attempt), said(attempt, 2)]}
    assert send(attempt, body).status_code == 429
    assert not ItemState.objects.exists()


def test_a_token_writes_in_its_own_attempt_on_its_own_version_and_in_its_own_format(attempt: Attempt) -> None:
    other, scorm = new_attempt(), opened(deposited())
    body = {"order": 1, "state": {"0/state": "4"}, "events": []}
    assert send(attempt, body, host=other).status_code == 403
    assert send(attempt, {"order": 1, "values": {"cmi.location": "4"}}, where="commit").status_code == 403
    token = commit_token(CommitPass(scorm.pk, "geste", 1))
    assert browser_of(scorm).post(f"/lecteur/h5p/{token}", body, content_type="application/json").status_code == 403
    for wrong in ("faux", player_token(attempt.version_id, attempt.pk), file_token(attempt.version_id)):
        answer = browser_of(attempt).post(f"/lecteur/h5p/{wrong}", body, content_type="application/json")
        assert answer.status_code == 403
    assert not ItemState.objects.exists()


def test_what_a_player_keeps_is_never_read_there(attempt: Attempt) -> None:
    token = commit_token(CommitPass(attempt.pk, item_of(attempt.version), 1))
    assert browser_of(attempt).get(f"/lecteur/h5p/{token}").status_code == 405


def test_the_files_of_the_player_are_those_of_its_package_and_no_others(attempt: Attempt) -> None:
    browser = browser_of(attempt)
    for name, kind in (
        ("main.bundle.js", "text/javascript"),
        ("frame.bundle.js", "text/javascript"),
        ("styles/h5p.css", "text/css"),
        ("fonts/h5p-core-30.woff2", "font/woff2"),
    ):
        answer = browser.get(f"/lecteur/fichiers/h5p/{name}")
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, kind)
    for name in ("../package.json", "../../scorm-again/package.json", "package.json", "styles", "%2e%2e/package.json"):
        assert browser.get(f"/lecteur/fichiers/h5p/{name}").status_code == 404


def test_a_platform_without_the_player_says_so(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deffinum.rooms.commons.web.content.player._h5p_files", dict)
    answer = browser_of(attempt).get(f"/lecteur/{player_token(attempt.version_id, attempt.pk)}/")
    assert (answer.status_code, "pas installé de lecteur H5P" in answer.content.decode()) == (503, True)


def test_the_files_of_the_package_are_served_as_what_they_are(attempt: Attempt) -> None:
    answer = browser_of(attempt).get(f"/t/{file_token(attempt.version_id)}/{FOLDER}/geste.js")
    assert b"".join(answer.streaming_content).decode() == SCRIPT
    assert answer["Content-Type"] == "text/javascript"
