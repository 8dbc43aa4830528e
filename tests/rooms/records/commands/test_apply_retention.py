"""What is older than the longest rule goes, with everything beside it; the rest stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from deffinum.foundation.policies import PLATFORM, Refused
from deffinum.rooms.records import jobs
from deffinum.rooms.records.commands import apply_retention
from deffinum.rooms.records.commands.apply_retention import WrongRetention, set_retention
from deffinum.rooms.records.models import (
    Attachment,
    RecordStore,
    Statement,
    StatementAttachment,
    StatementId,
    StatementPerson,
    StatementReference,
)
from deffinum.rooms.records.queries.retention import DEFAULT_MONTHS, retention_of
from deffinum.rooms.records.words import Purpose
from tests.factories.people import NOW, OrganisationFactory, contributor, representative
from tests.factories.records import Tool, learner, statement, store_key, voiding
from tests.rooms.records.commands.test_erase_learner import photographed

pytestmark = pytest.mark.django_db

BESIDE = (StatementId, StatementPerson, StatementReference, StatementAttachment, Attachment)


def aged(tool: Tool, days: int) -> None:
    """Everything that the store holds was stored so many days earlier."""
    back = timedelta(days=days)
    with connection.cursor() as cursor:
        for table, column in (
            ("records_statement", "stored"), ("records_statementid", "stored"), ("records_statementperson", "stored"),
            ("records_statementreference", "source_stored"),
        ):  # fmt: skip
            cursor.execute(
                f"UPDATE {table} SET {column} = {column} - %s WHERE store_id = %s",  # noqa: S608 - our own tables
                [back, tool.key.store_id],
            )


def filled(tool: Tool) -> None:
    """A statement, a group's, one with a picture, and one that voids the first."""
    group = {"objectType": "Group", "member": [learner("a"), learner("b")]}
    ids = tool.call("POST", "statements", [statement(), statement(actor=group)]).json()
    photographed(tool, learner("c"))
    assert tool.call("POST", "statements", voiding(ids[0])).status_code == 200


def test_what_is_too_old_goes_with_every_row_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply_retention, "BATCH", 3)
    old, other = Tool(store_key()), Tool(store_key())
    filled(old)
    filled(other)
    kept = {model: model.objects.filter(store_id=other.key.store_id).count() for model in BESIDE}
    assert all(kept.values())
    aged(old, 61 * 31)
    jobs.apply_retention(timestamp=0)
    for model in (Statement, *BESIDE):
        assert not model.objects.filter(store_id=old.key.store_id).exists(), model
    for model, number in kept.items():
        assert model.objects.filter(store_id=other.key.store_id).count() == number, model


def test_a_picture_that_a_younger_statement_declares_stays() -> None:
    tool = Tool(store_key())
    photographed(tool, learner("a"))
    aged(tool, 61 * 31)
    photographed(tool, learner("b"))
    jobs.apply_retention(timestamp=0)
    assert Statement.objects.count() == 1
    assert Attachment.objects.count() == StatementAttachment.objects.count() == 1


def test_the_longest_rule_decides() -> None:
    organisation = OrganisationFactory()
    tool = Tool(store_key(organisation=organisation))
    tool.call("POST", "statements", statement())
    aged(tool, 13 * 31)
    by: dict[str, object] = {"organisation_id": organisation.pk, "by": representative(organisation), "now": NOW}
    set_retention(months={Purpose.TRAINING: 12, Purpose.PROOF: 12}, **by)
    jobs.apply_retention(timestamp=0)
    assert Statement.objects.count() == 1, "24 months by default for the third purpose"
    set_retention(months={Purpose.IMPROVEMENT: 6}, **by)
    jobs.apply_retention(timestamp=0)
    assert not Statement.objects.exists()


def test_only_a_representative_chooses_and_within_reach() -> None:
    organisation = OrganisationFactory()
    store_key(organisation=organisation)
    words = {"organisation_id": organisation.pk, "now": NOW}
    with pytest.raises(Refused):
        set_retention(months={Purpose.PROOF: 12}, by=contributor(organisation), **words)
    with pytest.raises(WrongRetention):
        set_retention(months={Purpose.TRAINING: 12, Purpose.PROOF: 0}, by=PLATFORM, **words)
    assert retention_of(store_id=RecordStore.objects.get().pk) == DEFAULT_MONTHS
