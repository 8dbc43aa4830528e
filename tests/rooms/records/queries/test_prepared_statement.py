"""What is written of a statement says what the statement says."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deffinum.foundation.xapi.checking import check_statements, instant_of
from deffinum.rooms.records.queries.open_key import OpenKey
from deffinum.rooms.records.queries.prepared_statement import prepare
from tests.factories.records import statement

pytestmark = pytest.mark.django_db

KEY = OpenKey(uuid4(), uuid4(), uuid4(), "Essai", frozenset())
SECONDS = st.integers(-62_000_000_000, 253_000_000_000)
FRACTIONS = st.one_of(st.just(""), st.from_regex(r"[.,][0-9]{1,12}", fullmatch=True))
OFFSETS = st.sampled_from(["", "Z", "z", "+02:00", "-0530", "+01"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SECONDS, st.sampled_from("Tt "), FRACTIONS, OFFSETS)
@example(1_483_228_799, "T", ".9999999", "Z")
@example(1_795_339_800, "T", ",5", "Z")
def test_the_database_reads_every_instant_as_the_checks_do(second: int, mark: str, fraction: str, offset: str) -> None:
    day = datetime.fromtimestamp(second, UTC)
    written = f"{day.year:04}{day.strftime('-%m-%d')}{mark}{day.strftime('%H:%M:%S')}{fraction}{offset}"
    assert read_by_the_database(written) == instant_of(written)


@pytest.mark.parametrize(
    "written", ["2026-11-22", "2026-11-22T09:30Z", "2016-12-31T23:59:60Z", "2026-11-22T09:30:00.1234567Z"]
)
def test_instants_of_unusual_forms(written: str) -> None:
    assert read_by_the_database(written) == instant_of(written)


def read_by_the_database(written: str) -> datetime:
    """The instant that is stored of a statement of this timestamp."""
    told = statement(timestamp=written)
    check_statements([told], second=False)
    row = prepare(told, str(uuid4()), key=KEY, version="1.0.0").row
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [row.occurred])
        found: datetime = cursor.fetchone()[0]
    return found
