"""A content host serves the files of one version to who was let in, and nothing of the platform."""

from __future__ import annotations

import gzip
import io
import logging
import threading
import zipfile
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.core import signing
from django.db import connection
from django.test import Client

from deffinum.design import leaving
from deffinum.foundation.cmi5.progress import LaunchMode
from deffinum.foundation.files.content_store import content_path
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.commons.models import ResourceVersion
from deffinum.rooms.commons.queries.content_address import (
    LIFE_SECONDS,
    CommitPass,
    commit_pass,
    commit_token,
    file_address,
    file_token,
    launch_base,
    opens_files,
    player_address,
    player_pass,
    player_token,
)
from deffinum.rooms.commons.web.content.reports import MOST_A_MINUTE
from deffinum.rooms.records.commands.launch_unit import launch_unit
from deffinum.rooms.records.models import CourseUnit, Session
from deffinum.rooms.records.public import enrol_learner, import_course, register_learner
from tests.factories.cmi5 import course, unit
from tests.factories.commons import deposited
from tests.factories.documents import small_document
from tests.factories.packages import archive, manifest, scorm_package
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
VIDEO = bytes(range(256)) * 40


@pytest.fixture
def version() -> ResourceVersion:
    """A package with a deflated page, and a stored film."""
    content = io.BytesIO(archive({"imsmanifest.xml": manifest(), "index.html": "<p>geste</p>" * 200, "Été/a.JS": "1"}))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_STORED) as made:
        made.writestr("film.mp4", VIDEO)
    return deposited(content.getvalue())


def browser_of(version: ResourceVersion) -> Client:
    """Calls the host of the version."""
    return Client(HTTP_HOST=f"{version.content_host}.localhost:8000")


def path_of(version: ResourceVersion, name: str) -> str:
    """An open path to a file."""
    return f"/t/{file_token(version.pk)}/{name}"


def body(answer: object) -> bytes:
    """The whole content of a streamed answer."""
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_file_is_read_inside_the_archive(version: ResourceVersion) -> None:
    answer = browser_of(version).get(path_of(version, "index.html"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/html"
    assert body(answer) == b"<p>geste</p>" * 200
    assert int(answer["Content-Length"]) == 12 * 200


def test_a_refusal_is_told_in_the_language_that_the_browser_asks_for(version: ResourceVersion) -> None:
    """Whatever the request before it spoke."""
    for language, sentence in (
        ("en", "This file is not in the resource."),
        ("fr", "Ce fichier n’est pas dans la ressource."),
    ):
        answer = browser_of(version).get(path_of(version, "rien.html"), headers={"Accept-Language": language})
        assert (answer.status_code, answer.content.decode()) == (404, sentence)


def test_a_deflated_file_leaves_as_it_lies_for_a_browser_that_takes_gzip(version: ResourceVersion) -> None:
    answer = browser_of(version).get(path_of(version, "index.html"), headers={"Accept-Encoding": "br, gzip"})
    packed = body(answer)
    assert answer["Content-Encoding"] == "gzip"
    assert int(answer["Content-Length"]) == len(packed) < 200
    assert gzip.decompress(packed) == b"<p>geste</p>" * 200
    refused = browser_of(version).get(path_of(version, "index.html"), headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=10-19", 10, 19), ("bytes=10200-", 10200, 10239), ("bytes=-5", 10235, 10239)]
)
def test_a_range_is_given_alone(version: ResourceVersion, asked: str, first: int, last: int) -> None:
    answer = browser_of(version).get(path_of(version, "film.mp4"), headers={"Range": asked})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/10240"
    assert body(answer) == VIDEO[first : last + 1]


def test_a_range_of_a_deflated_file_is_given_too(version: ResourceVersion) -> None:
    answer = browser_of(version).get(
        path_of(version, "index.html"), headers={"Range": "bytes=3-6", "Accept-Encoding": "gzip"}
    )
    assert (answer.status_code, body(answer)) == (206, b"gest")


@pytest.mark.parametrize("asked", ["bytes=20000-", "bytes=9-3", "bytes=-0"])
def test_a_range_outside_the_file_is_416(version: ResourceVersion, asked: str) -> None:
    answer = browser_of(version).get(path_of(version, "film.mp4"), headers={"Range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */10240")


def test_what_the_browser_has_already_is_not_sent_again(version: ResourceVersion) -> None:
    first = browser_of(version).get(path_of(version, "film.mp4"))
    again = browser_of(version).get(path_of(version, "film.mp4"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    stale = browser_of(version).get(path_of(version, "film.mp4"), headers={"Range": "bytes=0-1", "If-Range": '"autre"'})
    assert stale.status_code == 200


def test_a_name_is_found_whatever_its_capitals_as_authors_write_them(version: ResourceVersion) -> None:
    answer = browser_of(version).get(path_of(version, "été/A.js"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript")


@pytest.mark.parametrize("name", ["absent.html", "Été", "Été/", "../settings.py", "%2e%2e/a", "index.html/", ""])
def test_what_is_not_in_the_package_is_404(version: ResourceVersion, name: str) -> None:
    assert browser_of(version).get(path_of(version, name)).status_code == 404


def test_every_answer_keeps_the_package_in(version: ResourceVersion) -> None:
    browser = browser_of(version)
    answers = [
        browser.get(path_of(version, "index.html")),
        browser.get(path_of(version, "absent.html")),
        browser.get("/t/faux/index.html"),
        browser.get("/connexion/"),
    ]
    for answer in answers:
        policy = answer["Content-Security-Policy"]
        assert "sandbox allow-scripts allow-same-origin" in policy
        assert "allow-top-navigation" not in policy
        assert "allow-popups" not in policy
        assert "webrtc 'block'" in policy
        assert "connect-src 'self' data: blob:;" in policy
        assert "frame-ancestors 'self' http://localhost:8000" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Set-Cookie" not in answer


def test_a_token_opens_its_own_version_for_a_time(version: ResourceVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    other = deposited()
    forged = signing.dumps([version.pk.hex, None], salt="autre")
    for token in ("faux", file_token(other.pk), player_token(version.pk, None), forged):
        assert browser_of(version).get(f"/t/{token}/index.html").status_code == 403
    path = path_of(version, "index.html")
    monkeypatch.setattr("deffinum.rooms.commons.queries.content_address.LIFE_SECONDS", -1)
    assert browser_of(version).get(path).status_code == 403


def test_the_platform_serves_no_content_and_a_content_host_no_page(client: Client, version: ResourceVersion) -> None:
    assert client.get(path_of(version, "index.html")).status_code == 404
    for path in ("/", "/demonstration/", "/comptes/login/", "/api/openapi.json", "/static/design/css/base.css"):
        assert browser_of(version).get(path).status_code == 404


@pytest.mark.parametrize("host", ["a" * 40 + ".localhost", "www.localhost", "a.b.localhost", "-.localhost"])
def test_a_host_of_no_version_serves_nothing(host: str) -> None:
    answer = Client(HTTP_HOST=host).get("/demonstration/")
    assert answer.status_code in {400, 404}
    assert b"persona" not in answer.content


def test_no_cookie_is_read_nor_session_opened(version: ResourceVersion) -> None:
    browser = browser_of(version)
    browser.cookies["sessionid"] = "volé"
    answer = browser.get(path_of(version, "index.html"))
    assert "Set-Cookie" not in answer
    assert "Cookie" not in answer["Vary"]


def test_a_service_worker_is_refused(version: ResourceVersion) -> None:
    answer = browser_of(version).get(path_of(version, "Été/a.JS"), headers={"Service-Worker": "script"})
    assert answer.status_code == 403


def test_nothing_is_written_on_a_file(version: ResourceVersion) -> None:
    assert browser_of(version).post(path_of(version, "index.html")).status_code == 405
    head = browser_of(version).head(path_of(version, "film.mp4"))
    assert (head.status_code, head["Content-Length"], head.content) == (200, "10240", b"")


def test_a_course_that_speaks_xapi_reaches_the_store_and_nothing_else() -> None:
    tincan = (
        '<tincan xmlns="http://projecttincan.com/tincan.xsd"><activities><activity id="https://exemple.invalid/a">'
        "<name>a</name><launch>index.html</launch></activity></activities></tincan>"
    )
    version = deposited(archive({"tincan.xml": tincan, "index.html": "a"}))
    policy = browser_of(version).get(path_of(version, "index.html"))["Content-Security-Policy"]
    assert "connect-src 'self' data: blob: http://localhost:8000/xapi/ http://localhost:8000/cmi5/fetch/;" in policy


def test_a_single_file_is_given_to_the_platform_s_player_only() -> None:
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
    version = deposited(pdf, name="fiche.pdf")
    answer = browser_of(version).get(path_of(version, ""), headers={"Range": "bytes=0-7"})
    assert (answer.status_code, body(answer)) == (206, b"%PDF-1.4")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Access-Control-Allow-Origin"] == "http://localhost:8000"


def test_a_withdrawn_file_is_404(version: ResourceVersion) -> None:
    content_path(version.sha256).unlink()
    assert browser_of(version).get(path_of(version, "index.html")).status_code == 404


def test_addresses_name_the_host_of_the_version(version: ResourceVersion) -> None:
    assert file_address(version, "a b/é.html?x=1#y").startswith(f"http://{version.content_host}.localhost:8000/t/")
    assert file_address(version, "a b/é.html?x=1#y").endswith("/a%20b/%C3%A9.html?x=1#y")
    assert f"{version.content_host}.localhost:8000/lecteur/" in player_address(version, uuid4())


def test_what_a_package_tried_is_logged_and_bounded(version: ResourceVersion, caplog: pytest.LogCaptureFixture) -> None:
    report = {"csp-report": {"effective-directive": "connect-src", "blocked-uri": "http://localhost:8000/a?secret=1"}}
    with caplog.at_level(logging.WARNING, logger="deffinum.commons.content"):
        for _number in range(MOST_A_MINUTE * 3):
            sent = browser_of(version).post("/rapport", orjson.dumps(report), content_type="application/csp-report")
            assert sent.status_code == 204
        browser_of(version).post("/rapport", "x" * 20_000, content_type="application/csp-report")
    lines = [each.getMessage() for each in caplog.records if each.name == "deffinum.commons.content"]
    assert MOST_A_MINUTE <= len(lines) <= 2 * MOST_A_MINUTE
    assert lines[0] == f"refused to version {version.pk}: connect-src of http://localhost:8000"


def test_a_directory_is_read_once_a_process(version: ResourceVersion, django_assert_num_queries: object) -> None:
    browser, path = browser_of(version), path_of(version, "index.html")
    body(browser.get(path))
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert browser.get(path).status_code == 200


def test_two_versions_of_the_same_file_have_two_hosts() -> None:
    assert deposited(scorm_package()).content_host != deposited(scorm_package()).content_host


@pytest.mark.parametrize(
    "asked", [f"/lancement/{UUID(int=1)}/x?%00", f"/lancement/{UUID(int=1)}/%00", "/t/a/b?%00", "/rapport?["]
)
def test_no_address_of_a_content_host_gives_a_page_without_its_policy(version: ResourceVersion, asked: str) -> None:
    answer = browser_of(version).get(asked)
    assert answer.status_code in {204, 403}
    assert "connect-src 'self' data: blob:;" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("place", ["files.opened_file", "host.served_version"])
def test_a_fault_of_the_platform_is_told_under_the_same_policy(
    version: ResourceVersion, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, place: str
) -> None:
    def fails(*_asked: object) -> None:
        raise RuntimeError("le disque")

    monkeypatch.setattr(f"deffinum.rooms.commons.web.content.{place}", fails)
    answer = browser_of(version).get(path_of(version, "index.html"))
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert "connect-src 'self' data: blob:;" in answer["Content-Security-Policy"]
    assert "disque" not in answer.content.decode()
    assert "le disque" in caplog.text


@pytest.mark.parametrize("end", [".localhost.", ".LOCALHOST", ".localhost.:8000", ".LocalHost:8000"])
def test_however_its_host_is_written_a_version_is_never_the_platform(version: ResourceVersion, end: str) -> None:
    browser = Client(HTTP_HOST=f"{version.content_host.upper()}{end}")
    assert browser.get("/demonstration/").status_code == 404
    assert "sandbox" in browser.get("/demonstration/")["Content-Security-Policy"]
    assert browser.get(path_of(version, "index.html")).status_code == 200


def test_what_an_address_hands_on_ends_with_it(version: ResourceVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_800_000_000
    monkeypatch.setattr("django.core.signing.time.time", lambda: now)
    first = player_pass(player_token(version.pk, None), version_id=version.pk)
    assert first is not None
    now += LIFE_SECONDS - 60
    handed_on = file_token(version.pk, since=first.since)
    commit = commit_token(CommitPass(version.pk, "geste", 1), since=first.since)
    assert opens_files(handed_on, version_id=version.pk)
    assert commit_pass(commit) is not None
    now += 120
    assert not opens_files(handed_on, version_id=version.pk)
    assert commit_pass(commit) is None
    assert opens_files(file_token(version.pk), version_id=version.pk)


def launched_from(course_of: ResourceVersion, base: str) -> str:
    """A learner of the organisation of `course_of` launches a unit that it places under `base`; its whole path."""
    organisation_id, words = course_of.resource.organisation_id, {"by": PLATFORM, "now": NOW}
    course_id = import_course(
        organisation_id=organisation_id, package=course(unit("geste", url="index.html")),
        files=frozenset({"index.html"}), base_address=base, **words,
    )  # fmt: skip
    learner = enrol_learner(organisation_id=organisation_id, label="", account_id=None, **words)
    registration_id = register_learner(course_id=course_id, learner_id=learner.id, **words)
    launch = launch_unit(
        registration_id=registration_id, unit_id=CourseUnit.objects.get(course_id=course_id).pk,
        mode=LaunchMode.NORMAL, return_url="", **words,
    )  # fmt: skip
    return "/" + launch.address.split("/", 3)[3]


def test_a_launch_opens_the_units_of_its_own_organisation_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deffinum.rooms.commons.web.content.launches.now_of", lambda _request: NOW)
    package = archive({"cmi5.xml": course(unit("geste", url="index.html")), "index.html": "a", "image.svg": "<svg/>"})
    mine, other, scorm = deposited(package), deposited(package), deposited()
    path = launched_from(mine, launch_base(mine.content_host))
    answer = browser_of(mine).get(path)
    assert (answer.status_code, body(answer)) == (200, b"a"), "where it was launched is where it is"
    beside = path.partition("?")[0].replace("index.html", "image.svg")
    assert body(browser_of(mine).get(beside)) == b"<svg/>"
    assert browser_of(mine).get(beside.replace("image", "absente")).status_code == 404
    assert browser_of(other).get(path).status_code == 403
    for stranger, victim in ((other, mine), (scorm, scorm)):
        path = launched_from(stranger, launch_base(victim.content_host))
        assert browser_of(victim).get(path).status_code == 403
    Session.objects.update(abandoned_at=NOW)
    assert browser_of(mine).get(path).status_code == 403


def test_no_range_of_a_large_deflated_file_is_unpacked(
    version: ResourceVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deffinum.rooms.commons.web.content.files.MOST_BYTES_IN_RANGES", 1_000)
    answer = browser_of(version).get(path_of(version, "index.html"), headers={"Range": "bytes=3-6"})
    assert (answer.status_code, answer["Accept-Ranges"], len(body(answer))) == (200, "none", 2_400)
    stored = browser_of(version).get(path_of(version, "film.mp4"), headers={"Range": "bytes=3-6"})
    assert (stored.status_code, stored["Accept-Ranges"]) == (206, "bytes")


@pytest.mark.django_db(transaction=True)
def test_a_file_on_its_way_holds_no_connection_of_the_database(version: ResourceVersion) -> None:
    path = path_of(version, "film.mp4")
    connection.ensure_connection()
    answer = browser_of(version).get(path)
    pieces = iter(answer.streaming_content)  # type: ignore[attr-defined] # a streamed answer
    first = next(pieces)
    assert connection.connection is None
    assert first + b"".join(pieces) == VIDEO
    answer.close()


def test_readers_are_counted_and_give_their_place_back(
    version: ResourceVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "_readers", threading.BoundedSemaphore(2))
    client, address = browser_of(version), "/" + file_address(version, "film.mp4").split("/", 3)[3]
    reading, gone = client.get(address), client.get(address)
    busy = client.get(address)
    assert (busy.status_code, busy["Retry-After"]) == (503, "3")
    assert "Réessayez" in busy.content.decode()
    assert b"".join(reading.streaming_content) == VIDEO  # type: ignore[attr-defined] # a streamed answer
    reading.close()
    gone.close()  # before its first byte was read
    gone.close()
    again = [client.get(address) for _each in range(2)]
    assert [each.status_code for each in again] == [200, 200]
    assert client.head(address).status_code == 200
    for each in again:
        each.close()


def test_a_single_file_is_left_to_the_web_server_that_knows_where_it_is(settings: Any) -> None:
    settings.FILES_LOCATION = "/fichiers-gardes/"
    alone = deposited(small_document("Une page"), name="notice.pdf")
    answer = browser_of(alone).get("/" + file_address(alone, "").split("/", 3)[3], HTTP_RANGE="bytes=0-3")
    sha256 = alone.sha256
    assert answer["X-Accel-Redirect"] == f"/fichiers-gardes/{sha256[:2]}/{sha256[2:4]}/{sha256}"
    assert (answer["Content-Type"], answer.content) == ("application/pdf", b"")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert browser_of(alone).get("/t/autre/").status_code == 403
