"""Evaluate the call's rules on a complete file, and keep the facts and the whole proof."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.questionnaires import read_rule_set
from deffinum.foundation.questionnaires.display import raw_json
from deffinum.rooms.calls.public import application_facts, application_vocabulary, configuration_of
from deffinum.rooms.selection.models import EligibilityCheck, Examination
from deffinum.rooms.selection.policies.examination import may_check_eligibility


@command("selection.check_eligibility")
def check_eligibility(*, examination_id: uuid.UUID, by: Actor, now: datetime) -> EligibilityCheck:
    """The rules are those that the application was opened under (PRODUCT rule 1). Raises Refused."""
    examination = Examination.objects.locked().get(pk=examination_id)
    may_check_eligibility(by, examination, now=now).require()
    configuration = configuration_of(examination.application)
    facts = application_facts(application_id=examination.application_id, now=now)
    proof = read_rule_set(configuration.eligibility_rules).evaluate(facts, application_vocabulary(configuration))
    return EligibilityCheck.objects.create(
        examination=examination,
        number=examination.eligibility_checks.count() + 1,
        facts=raw_json(facts),
        proof=proof.stored(),
        result=proof.result,
        checked_by=by.account_id,
        checked_at=now,
    )
