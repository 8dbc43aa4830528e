"""The months to come have tables of their own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.records.commands.prepare_months import prepare_months
from deffinum.rooms.records.models import Statement
from tests.factories.records import Tool, statement, store_key

pytestmark = pytest.mark.django_db
NOVEMBER = datetime(2031, 11, 30, 23, 59, tzinfo=UTC)


def test_three_months_are_made_once_over_the_end_of_the_year() -> None:
    months = ["records_statement_2031_12", "records_statement_2032_01", "records_statement_2032_02"]
    assert prepare_months(by=PLATFORM, now=NOVEMBER) == months
    assert prepare_months(by=PLATFORM, now=NOVEMBER) == []


def test_a_statement_lands_in_its_month_with_every_index() -> None:
    prepare_months(by=PLATFORM, now=NOVEMBER)
    Tool(store_key()).call("POST", "statements", statement())
    Statement.objects.update(stored=datetime(2032, 1, 31, 23, 59, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM records_statement")
        assert cursor.fetchone() == ("records_statement_2032_01",)
        cursor.execute(
            "SELECT tablename, count(*) FROM pg_indexes WHERE tablename IN "
            "('records_statement_2032_01', 'records_statement_default') GROUP BY tablename"
        )
        assert len({count for _table, count in cursor.fetchall()}) == 1
