"""The engine of states: the table decides, the row is locked, the history is kept."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from deffinum.foundation.lifecycle.models import Transition
from deffinum.foundation.lifecycle.table import Lifecycle, Move, MoveRefused
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Text
from deffinum.rooms.people.models import Invitation

NOW = datetime(2022, 5, 2, 10, 0, tzinfo=UTC)
TABLE = Lifecycle(
    kind="tests.thing",
    initial="a",
    moves=(
        Move("go", ("a",), "b", "anyone", Text("Avancer")),
        Move("back", ("b",), "a", "anyone", Text("Reculer"), needs_reason=True),
        Move("end", ("a", "b"), "c", "anyone", Text("Finir")),
    ),
)


class Thing:
    """Enough of a row to ask the table."""

    def __init__(self, state: str) -> None:
        self.state, self.pk = state, uuid.uuid4()


def test_the_table_lists_its_states_in_order() -> None:
    assert TABLE.states == ("a", "b", "c")
    with pytest.raises(ValueError, match="share a name"):
        Lifecycle(kind="x", initial="a", moves=(TABLE.moves[0], TABLE.moves[0]))


@pytest.mark.parametrize(
    ("state", "move", "allowed"),
    [
        ("a", "go", True),
        ("b", "go", False),
        ("c", "go", False),
        ("b", "back", True),
        ("a", "back", False),
        ("a", "end", True),
        ("b", "end", True),
        ("c", "end", False),
    ],
)
def test_a_move_is_allowed_from_its_sources_only(state: str, move: str, allowed: bool) -> None:
    verdict = TABLE.verdict(Thing(state), move)  # type: ignore[arg-type]
    assert bool(verdict) is allowed
    assert allowed or state in str(verdict.reason)


@pytest.mark.django_db
def test_a_real_row_moves_once_and_keeps_its_history(invitation: Invitation) -> None:
    table = Lifecycle(
        kind="people.invitation",
        initial="sent",
        moves=(
            Move("revoke", ("sent",), "revoked", "representative", Text("Retirer"), needs_reason=True),
            Move("resend", ("revoked",), "sent", "representative", Text("Renvoyer")),
        ),
    )
    with pytest.raises(MoveRefused) as refusal:
        table.move(invitation, "revoke", by=PLATFORM, now=NOW)
    assert refusal.value.field == "reason"
    table.move(invitation, "revoke", by=PLATFORM, now=NOW, reason="Erreur d’adresse")
    invitation.refresh_from_db()
    assert invitation.state == "revoked"
    stale = Invitation.objects.get(pk=invitation.pk)
    stale.state = "sent"
    with pytest.raises(MoveRefused):
        table.move(stale, "revoke", by=PLATFORM, now=NOW, reason="Encore")
    table.move(invitation, "resend", by=PLATFORM, now=NOW)
    assert [(each.source, each.target, each.rank) for each in table.history(invitation)] == [
        ("sent", "revoked", 1),
        ("revoked", "sent", 2),
    ]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM lifecycle_transition")
    assert Transition.objects.count() == 2
