"""Amounts are added beside the others; none replaces another."""

from __future__ import annotations

import pytest

from deffinum.foundation.policies import Refused
from deffinum.foundation.values import Money
from deffinum.rooms.plan.commands.record_envelope_entry import (
    AmountNegative,
    EntryAlreadyThere,
    LineUnknown,
    record_envelope_entry,
)
from deffinum.rooms.plan.models import EnvelopeEntry
from deffinum.rooms.plan.queries.published_figures import lines_of, published_figures
from tests.factories.plan import NOBODY, NOW, OFFICER, evidence


def test_a_third_source_stands_beside_the_two(plan: None) -> None:
    record_envelope_entry(
        line_slug="deffinum", amount=Money.parse("95 000 000,50"), evidence=evidence(), by=OFFICER, now=NOW
    )
    line = next(each for each in lines_of(published_figures()) if each.key == "deffinum")
    assert [each.written_value for each in line.entries] == ["100000000.00", "90000000.00", "95000000.50"]
    assert line.sources_differ


def test_the_same_entry_is_not_told_twice(plan: None) -> None:
    record_envelope_entry(line_slug="deffinum", amount=Money.euros(1), evidence=evidence(), by=OFFICER, now=NOW)
    count = EnvelopeEntry.objects.count()
    with pytest.raises(EntryAlreadyThere):
        record_envelope_entry(line_slug="deffinum", amount=Money.euros(1), evidence=evidence(), by=OFFICER, now=NOW)
    assert EnvelopeEntry.objects.count() == count


def test_what_is_refused(plan: None) -> None:
    with pytest.raises(AmountNegative):
        record_envelope_entry(line_slug="deffinum", amount=Money(-1), evidence=evidence(), by=OFFICER, now=NOW)
    with pytest.raises(LineUnknown):
        record_envelope_entry(line_slug="rien", amount=Money(1), evidence=evidence(), by=OFFICER, now=NOW)
    with pytest.raises(Refused):
        record_envelope_entry(line_slug="deffinum", amount=Money(1), evidence=evidence(), by=NOBODY, now=NOW)
