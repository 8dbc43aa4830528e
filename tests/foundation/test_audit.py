"""The chain proves every command, or names its first broken link."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction

from deffinum.foundation.audit.log import first_broken_link
from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.commands import command
from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.foundation.values import Money

NOW = datetime(2022, 5, 2, 10, 0, tzinfo=UTC)
SOMEONE = Actor(account_id=uuid.UUID(int=7), kind="person", name="Camille Exemple")


@command("tests.inner")
def inner(*, amount: Money, by: Actor, now: datetime) -> int:
    return amount.cents


@command("tests.outer")
def outer(*, text: str, fail: bool = False, by: Actor, now: datetime) -> int:
    result = inner(amount=Money(5), by=by, now=now)
    if fail:
        raise ValueError(text)
    return result


@pytest.mark.django_db
def test_each_command_leaves_one_link_and_the_chain_holds() -> None:
    assert outer(text="Nom d’une personne", by=SOMEONE, now=NOW) == 5
    inner(amount=Money(8), by=PLATFORM, now=NOW)
    rows = list(AuditEntry.objects.all())
    assert [row.command for row in rows] == ["tests.outer", "tests.inner", "tests.inner"]
    assert rows[0].actor_id == SOMEONE.account_id
    assert rows[1].arguments == {"amount": {"cents": 5}}
    assert "Nom" not in str(rows[0].arguments), "free text is not repeated in the log"
    assert first_broken_link() is None


@pytest.mark.django_db
def test_a_command_that_fails_leaves_nothing() -> None:
    with pytest.raises(ValueError, match="boum"):
        outer(text="boum", fail=True, by=SOMEONE, now=NOW)
    assert not AuditEntry.objects.exists()


@command("tests.patient")
def patient(*, by: Actor, now: datetime) -> None:
    inner(amount=Money(1), by=by, now=now)
    with suppress(ValueError):
        outer(text="boum", fail=True, by=by, now=now)
    inner(amount=Money(2), by=by, now=now)


@pytest.mark.django_db
def test_what_a_caught_failure_rolled_back_is_not_in_the_log() -> None:
    patient(by=SOMEONE, now=NOW)
    rows = [(row.command, row.arguments) for row in AuditEntry.objects.all()]
    kept = [("tests.inner", {"amount": {"cents": cents}}) for cents in (1, 2)]
    assert rows == [("tests.patient", {}), *kept]
    assert first_broken_link() is None


@pytest.mark.django_db
def test_the_database_refuses_to_change_or_delete_a_link() -> None:
    inner(amount=Money(1), by=PLATFORM, now=NOW)
    for statement in ("UPDATE audit_auditentry SET command = 'x'", "DELETE FROM audit_auditentry"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tamper", "sequence", "cause"),
    [
        ("UPDATE audit_auditentry SET command = 'tests.other' WHERE sequence = 2", 2, "its content was changed"),
        ("UPDATE audit_auditentry SET arguments = '{}' WHERE sequence = 3", 3, "its content was changed"),
        ("UPDATE audit_auditentry SET instant = instant + interval '1 second' WHERE sequence = 1", 1, "its content"),
        ("UPDATE audit_auditentry SET actor_id = null WHERE sequence = 1", 1, "its content was changed"),
        ("DELETE FROM audit_auditentry WHERE sequence = 2", 2, "the entry is missing"),
        ("UPDATE audit_auditentry SET previous_hash = hash WHERE sequence = 2", 2, "does not follow"),
    ],
)
def test_verify_audit_names_the_first_broken_link(tamper: str, sequence: int, cause: str) -> None:
    for cents in range(1, 5):
        inner(amount=Money(cents), by=SOMEONE, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        cursor.execute(tamper)
        cursor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match=f"entry {sequence}: .*{cause}"):
        call_command("verify_audit")


@pytest.mark.django_db
def test_verify_audit_says_that_it_holds() -> None:
    inner(amount=Money(1), by=PLATFORM, now=NOW)
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert "1 entries, every link holds" in said.getvalue()


def test_a_command_must_be_keyword_only_and_say_who_and_when() -> None:
    with pytest.raises(TypeError):

        @command("tests.loose")
        def loose(amount: int, *, by: Actor, now: datetime) -> None: ...

    with pytest.raises(TypeError):

        @command("tests.anonymous")
        def anonymous(*, amount: int) -> None: ...

    with pytest.raises(TypeError):
        inner(amount=Money(1), by=SOMEONE, now=datetime(2022, 5, 2))  # noqa: DTZ001 - a naive instant is the point


@pytest.fixture
def family() -> Iterator[None]:
    """Two tables with a key that the database checks at the end, as Django makes them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE tests_parent (id integer PRIMARY KEY)")
        cursor.execute(
            "CREATE TABLE tests_child (parent integer REFERENCES tests_parent (id) DEFERRABLE INITIALLY DEFERRED)"
        )
        cursor.execute("INSERT INTO tests_parent VALUES (1)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE tests_child, tests_parent")


def _someone_waits_for_a_row() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks waiting WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
            " AND EXISTS (SELECT 1 FROM pg_locks held JOIN pg_database ON pg_database.oid = held.database"
            " WHERE held.pid = waiting.pid AND datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_the_chain_is_never_held_by_someone_who_waits_for_a_row(family: None) -> None:
    """A child is written while another command holds its parent, then ends: both commands pass, one after the other."""
    parent_is_held = threading.Event()
    ended: list[str] = []
    failures: list[Exception] = []

    @command("tests.hold_the_parent")
    def hold_the_parent(*, by: Actor, now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM tests_parent FOR UPDATE")
        parent_is_held.set()
        limit = time.monotonic() + 10
        while not _someone_waits_for_a_row() and time.monotonic() < limit:
            time.sleep(0.01)

    @command("tests.add_a_child")
    def add_a_child(*, by: Actor, now: datetime) -> None:
        parent_is_held.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO tests_child VALUES (1)")

    def run(one: str) -> None:
        try:
            {"hold": hold_the_parent, "add": add_a_child}[one](by=PLATFORM, now=NOW)
            ended.append(one)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(one,)) for one in ("hold", "add")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not failures
    assert ended == ["hold", "add"]
    assert [row.command for row in AuditEntry.objects.all()] == ["tests.hold_the_parent", "tests.add_a_child"]
    assert first_broken_link() is None
