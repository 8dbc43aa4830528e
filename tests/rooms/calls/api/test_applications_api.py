"""An organisation's own tool writes and deposits an application with its token."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deffinum.foundation.audit.log import CHAIN_LOCK, first_broken_link
from deffinum.foundation.audit.models import AuditEntry
from deffinum.rooms.calls.models import Answer, Attachment, Submission
from deffinum.rooms.people.models import OrganisationToken
from tests.factories.applications import CLOSES, NOW, PDF, Consortium, Person, make_consortium

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Requests arrive at NOW, or at the instant given."""
    instant = {"now": NOW}
    monkeypatch.setattr("deffinum.design.requests.database_now", lambda: instant["now"])
    return lambda now: instant.update(now=now)


@pytest.fixture
def consortium() -> Consortium:
    return make_consortium()


def tool(who: Person) -> Client:
    """A client that sends the organisation's token."""
    secret = f"secret-{who.organisation.pk}"
    OrganisationToken.objects.get_or_create(
        secret_hash=hashlib.sha256(secret.encode()).hexdigest(),
        defaults={"organisation": who.organisation, "label": "outil", "made_by": who.account, "made_at": NOW,
                  "expires_on": (NOW + timedelta(days=300)).date()},
    )  # fmt: skip
    return Client(headers={"Authorization": f"Bearer {secret}"})


def path(consortium: Consortium, what: str) -> str:
    return f"/api/calls/applications/{consortium.application.pk}/{what}"


def patch(client: Client, consortium: Consortium, answers: dict[str, Any], **more: Any) -> Any:
    return client.patch(path(consortium, "sections"), {"answers": answers, **more}, content_type="application/json")


def test_the_sections_are_read_and_written(consortium: Consortium) -> None:
    client = tool(consortium.lead)
    (mine,) = client.get("/api/calls/applications").json()
    assert mine["reference"] == consortium.application.reference
    sections = client.get(path(consortium, "sections")).json()
    assert [(each["key"], each["is_mine"]) for each in sections] == [
        ("project", True),
        ("member", True),
        ("member", False),
    ]
    saved = patch(client, consortium, {"abstract": {"value": "Un résumé"}, "learners": {"value": 12}})
    assert saved.json() == {"versions": {"abstract": 1, "learners": 1}}
    again = client.get(path(consortium, "sections")).json()[0]["answers"]
    assert {each["key"]: each["value"] for each in again}["learners"] == 12


def test_two_long_keys_that_begin_alike_are_two_requests(consortium: Consortium) -> None:
    client, start = tool(consortium.lead), "outil-de-gestion-du-siege-" * 3
    patch(client, consortium, {"abstract": {"value": "Premier"}}, idempotency_key=f"{start}1")
    second = {"abstract": {"value": "Second", "version": 1}}
    for _repeated in range(2):
        assert patch(client, consortium, second, idempotency_key=f"{start}2").json() == {"versions": {"abstract": 2}}
    assert Answer.objects.get().value == "Second"


def test_a_conflict_gives_both_texts_and_saves_nothing_else(consortium: Consortium) -> None:
    client = tool(consortium.lead)
    consortium.answer("abstract", "Le leur")
    conflict = patch(client, consortium, {"learners": {"value": 3}, "abstract": {"value": "Le mien"}})
    assert conflict.status_code == 409 and conflict["Content-Type"] == PROBLEM
    assert (conflict.json()["errors"][0]["theirs"], conflict.json()["errors"][0]["yours"]) == ("Le leur", "Le mien")
    assert Answer.objects.count() == 1


def test_what_is_refused_is_a_problem(consortium: Consortium) -> None:
    client, member = tool(consortium.lead), str(consortium.members[1].pk)
    wrong = patch(client, consortium, {"learners": {"value": "douze"}})
    assert (wrong.status_code, wrong["Content-Type"], wrong.json()["field"]) == (422, PROBLEM, "learners")
    assert patch(client, consortium, {"role": {"value": "x"}}, partner_id=member).status_code == 403
    assert patch(client, consortium, {"unknown": {"value": "x"}}).status_code == 404
    nobody = "00000000-0000-0000-0000-000000000000"
    assert patch(client, consortium, {"role": {"value": "x"}}, partner_id=nobody).status_code == 404
    assert client.get(f"/api/calls/applications/{nobody}/sections").status_code == 404
    assert Client().get(path(consortium, "sections")).status_code == 403
    assert patch(Client(), consortium, {"abstract": {"value": "x"}}).status_code in {401, 403}
    assert not Answer.objects.exists()


def test_a_file_is_attached_or_refused(consortium: Consortium) -> None:
    client = tool(consortium.lead)

    def send(name: str, content: bytes, piece: str = "presentation") -> Any:
        data = {"piece_key": piece, "file": SimpleUploadedFile(name, content)}
        return client.post(path(consortium, "attachments"), data)

    assert send("a.pdf", PDF).status_code == 201
    lying = send("a.pdf", b"\x89PNG\r\n\x1a\nIEND")
    assert lying.status_code == 422 and "annonce un document PDF" in lying.json()["detail"]
    assert send("a.pdf", PDF, piece="unknown").status_code in {403, 404}
    assert Attachment.objects.count() == 1


def test_a_deposit_and_its_repetition_give_one_receipt(consortium: Consortium, at_noon) -> None:
    client = tool(consortium.lead)

    def send(key: str = "key-of-the-tool") -> Any:
        return client.post(path(consortium, "submission"), {"idempotency_key": key}, content_type="application/json")

    incomplete = send()
    assert incomplete.status_code == 422 and "n’est pas complet" in incomplete.json()["detail"]
    consortium.complete()
    at_noon(CLOSES + timedelta(seconds=1))
    late = send()
    assert late.status_code == 409 and "close depuis" in late.json()["detail"] and late["Content-Type"] == PROBLEM
    at_noon(NOW)
    first, second = send(), send()
    assert first.status_code == 201 and first.json() == second.json()
    assert first.json()["sha256"] == Submission.objects.get().sha256
    assert send("another key").status_code == 409


def test_a_partner_s_tool_does_not_deposit(consortium: Consortium) -> None:
    consortium.complete()
    refused = tool(consortium.people[0]).post(
        path(consortium, "submission"), {"idempotency_key": "key-of-the-tool"}, content_type="application/json"
    )
    assert refused.status_code == 403 and not Submission.objects.exists()


def test_the_log_is_held_only_after_every_row(consortium: Consortium) -> None:
    """The chain's lock comes last: held before a row's, it would make two writers wait for each other."""
    client = tool(consortium.lead)
    client.get("/api/people/me")  # the day of the token's last use is already written
    before = AuditEntry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        assert patch(client, consortium, {"abstract": {"value": "Un"}, "learners": {"value": 2}}).status_code == 200
    statements = [each["sql"] for each in asked]
    chain = [place for place, each in enumerate(statements) if f"pg_advisory_xact_lock({CHAIN_LOCK})" in each]
    rows = [place for place, each in enumerate(statements) if "FOR NO KEY UPDATE" in each]
    assert len(chain) == 1 and len(rows) >= 2
    assert chain[0] > max(rows)
    logged = AuditEntry.objects.filter(sequence__gt=before).values_list("command", flat=True)
    assert list(logged) == ["calls.save_section", "calls.save_answer", "calls.save_answer"]
    assert first_broken_link() is None


@pytest.mark.parametrize("depth", [20, 900, 100_000])
def test_a_body_of_boxes_without_end_is_a_problem(consortium: Consortium, depth: int) -> None:
    body = '{"answers": {"abstract": {"value": ' + "[" * depth + "]" * depth + "}}}"
    refused = tool(consortium.lead).patch(path(consortium, "sections"), body, content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (400, PROBLEM)
    assert "emboîtées" in refused.json()["detail"] and not Answer.objects.exists()


def test_a_body_that_is_no_json_is_a_problem(consortium: Consortium) -> None:
    for body in ("{", "\xff", "nul"):
        refused = tool(consortium.lead).patch(path(consortium, "sections"), body, content_type="application/json")
        assert (refused.status_code, refused["Content-Type"]) == (400, PROBLEM)
        assert "JSON" in refused.json()["detail"]
