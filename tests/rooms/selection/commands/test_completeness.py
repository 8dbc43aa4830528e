"""The gate of completeness."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deffinum.foundation.lifecycle.table import MoveRefused
from deffinum.foundation.policies import Refused
from deffinum.rooms.calls.models import PieceRequest
from deffinum.rooms.selection.commands.check_pieces import PieceReading, UnknownLine, check_pieces
from deffinum.rooms.selection.commands.declare_complete import LinesLeft, declare_complete
from deffinum.rooms.selection.commands.declare_incomplete import declare_incomplete
from deffinum.rooms.selection.commands.request_pieces import NothingToAsk, request_pieces
from deffinum.rooms.selection.commands.stop_waiting import DelayNotOver, stop_waiting
from deffinum.rooms.selection.queries.deadlines import end_of_day_after
from deffinum.rooms.selection.words import ExaminationState as E
from tests.factories.selection import holder, make_walk

pytestmark = pytest.mark.django_db


def test_the_list_has_one_line_for_each_section_budget_piece_and_validation() -> None:
    walk = make_walk()
    kinds = [each.item_key.split(":")[0] for each in walk.list().lines]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "section": 3, "budget": 2, "funding": 2, "piece": 3, "sign_off": 2,
    }  # fmt: skip
    assert not any(each.verdict for each in walk.list().lines)


def test_the_officer_who_reads_first_takes_charge() -> None:
    walk = make_walk()
    walk.find()
    assert walk.fresh().officer_id == walk.officer.account_id


def test_a_line_that_does_not_exist_is_refused_and_nothing_is_kept() -> None:
    walk = make_walk()
    good = walk.list().lines[0].item_key
    readings = [PieceReading(good, "conform"), PieceReading("piece:inconnue:", "conform")]
    with pytest.raises(UnknownLine):
        check_pieces(examination_id=walk.examination.pk, readings=readings, by=walk.officer, now=walk.now)
    assert not walk.examination.piece_checks.exists()


def test_a_file_is_complete_only_when_every_line_is_conform() -> None:
    walk = make_walk()
    walk.find()
    walk.find("to_correct", only=[walk.list().lines[0].item_key], comment="Précisez (exemple).")
    with pytest.raises(LinesLeft, match="Une ligne"):
        declare_complete(examination_id=walk.examination.pk, by=walk.officer, now=walk.now)
    walk.find()
    declare_complete(examination_id=walk.examination.pk, by=walk.officer, now=walk.now)
    assert walk.fresh().state == E.COMPLETE
    assert walk.examination.eligibility_checks.get().result == "satisfied", "the rules are evaluated at once"


def test_a_request_opens_only_what_is_asked_for_until_the_end_of_the_day() -> None:
    walk = make_walk()
    line = walk.list().lines[0]
    with pytest.raises(NothingToAsk):
        request_pieces(examination_id=walk.examination.pk, by=walk.officer, now=walk.now)
    walk.find("missing", only=[line.item_key], comment="Le budget de l’an 2 (exemple).")
    request_pieces(examination_id=walk.examination.pk, by=walk.officer, now=walk.now)
    request = PieceRequest.objects.get(application=walk.application)
    assert request.items == [
        {"kind": line.kind, "key": line.key, "partner_id": None, "note": "Le budget de l’an 2 (exemple)."}
    ]
    assert request.until == end_of_day_after(walk.now, 10, "Europe/Paris")
    assert walk.fresh().state == E.PIECES_REQUESTED


@pytest.mark.parametrize(
    ("instant", "days", "zone", "expected"),
    [
        (datetime(2026, 3, 20, 10, tzinfo=UTC), 10, "Europe/Paris", datetime(2026, 3, 30, 22, tzinfo=UTC)),
        (datetime(2026, 3, 20, 23, 30, tzinfo=UTC), 1, "Europe/Paris", datetime(2026, 3, 22, 23, tzinfo=UTC)),
        (datetime(2026, 1, 5, 3, tzinfo=UTC), 1, "America/Martinique", datetime(2026, 1, 6, 4, tzinfo=UTC)),
    ],
)
def test_delays_end_at_midnight_where_the_call_lives(
    instant: datetime, days: int, zone: str, expected: datetime
) -> None:
    assert end_of_day_after(instant, days, zone) == expected


def test_nobody_stops_waiting_before_the_end_of_the_delay() -> None:
    walk = make_walk(E.PIECES_REQUESTED)
    with pytest.raises(DelayNotOver):
        stop_waiting(examination_id=walk.examination.pk, by=walk.officer, now=walk.now)
    with pytest.raises(DelayNotOver):
        declare_incomplete(examination_id=walk.examination.pk, reason="Exemple.", by=walk.officer, now=walk.now)
    late = walk.now + timedelta(days=11)
    stop_waiting(examination_id=walk.examination.pk, by=walk.officer, now=late)
    assert walk.fresh().state == E.RECEIVED
    assert walk.application.state == "submitted"


def test_an_incomplete_file_is_recorded_with_its_reason_and_goes_no_further() -> None:
    walk = make_walk(E.PIECES_REQUESTED)
    late = walk.now + timedelta(days=11)
    with pytest.raises(MoveRefused):
        declare_incomplete(examination_id=walk.examination.pk, reason=" ", by=walk.officer, now=late)
    declare_incomplete(examination_id=walk.examination.pk, reason="Sans réponse.", by=walk.officer, now=late)
    assert walk.fresh().state == E.INCOMPLETE
    with pytest.raises(Refused):
        walk.find()


def test_another_call_s_officer_reads_and_writes_nothing() -> None:
    walk = make_walk()
    walk.officer = holder("jury")
    with pytest.raises(Refused):
        walk.find()
