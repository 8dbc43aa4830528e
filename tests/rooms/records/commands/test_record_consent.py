"""A consent that was withdrawn stops the tools of that purpose, and no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deffinum.foundation.policies import PLATFORM, Refused
from deffinum.rooms.people.models import Organisation
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.commands.erase_learner import erase_learner
from deffinum.rooms.records.commands.open_store import make_key
from deffinum.rooms.records.commands.record_consent import NoWording, record_consent
from deffinum.rooms.records.models import Consent, Statement
from deffinum.rooms.records.queries.consents import consents_of
from deffinum.rooms.records.queries.learners import LearnerLine, agent_of
from deffinum.rooms.records.words import KeyScope, Purpose
from tests.factories.people import NOW, OrganisationFactory, person
from tests.factories.records import Tool, statement

pytestmark = pytest.mark.django_db


def tool(organisation: Organisation, purpose: Purpose | None) -> Tool:
    return Tool(
        make_key(
            organisation_id=organisation.pk, label="Outil d’exemple", scopes=tuple(KeyScope), expires_at=None,
            purpose=purpose, by=PLATFORM, now=NOW,
        )
    )  # fmt: skip


def enrolled(organisation: Organisation) -> LearnerLine:
    return enrol_learner(organisation_id=organisation.pk, label="Exemple", account_id=None, by=PLATFORM, now=NOW)


def say(learner: LearnerLine, *, is_given: bool, after: int) -> None:
    record_consent(
        learner_id=learner.id, purpose=Purpose.IMPROVEMENT, is_given=is_given, wording="J’accepte (exemple).",
        by=PLATFORM, now=NOW + timedelta(minutes=after),
    )  # fmt: skip


def test_a_withdrawal_refuses_the_whole_batch_of_that_purpose_only() -> None:
    organisation = OrganisationFactory()
    mine, other = enrolled(organisation), enrolled(organisation)
    improving, training, any_use = (tool(organisation, each) for each in (Purpose.IMPROVEMENT, Purpose.TRAINING, None))
    batch = [statement(actor=agent_of(other.name)), statement(actor=agent_of(mine.name))]
    say(mine, is_given=True, after=0)
    assert improving.call("POST", "statements", batch).status_code == 200
    say(mine, is_given=False, after=1)
    answer = improving.call("POST", "statements", batch)
    assert answer.status_code == 403
    assert "retiré son accord" in answer.content.decode()
    assert Statement.objects.count() == 2
    assert training.call("POST", "statements", batch).status_code == 200
    assert any_use.call("POST", "statements", batch).status_code == 200
    assert improving.call("POST", "statements", batch[:1]).status_code == 200
    say(mine, is_given=True, after=2)
    assert improving.call("POST", "statements", batch).status_code == 200


def test_the_history_is_kept_with_its_words_until_the_learner_is_erased() -> None:
    mine = enrolled(OrganisationFactory())
    say(mine, is_given=True, after=0)
    say(mine, is_given=False, after=1)
    assert [(each.is_given, each.wording) for each in consents_of(learner_id=mine.id)] == [
        (False, "J’accepte (exemple)."),
        (True, "J’accepte (exemple)."),
    ]
    erase_learner(learner_id=mine.id, by=PLATFORM, now=NOW)
    assert not Consent.objects.exists()


def test_no_words_no_consent_and_a_stranger_records_none() -> None:
    mine = enrolled(OrganisationFactory())
    words = {"learner_id": mine.id, "purpose": Purpose.PROOF, "is_given": True, "now": NOW}
    with pytest.raises(NoWording):
        record_consent(**words, wording=" ", by=PLATFORM)
    with pytest.raises(Refused):
        record_consent(**words, wording="J’accepte (exemple).", by=person())
    assert not Consent.objects.exists()
