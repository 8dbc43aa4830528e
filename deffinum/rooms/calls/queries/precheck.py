"""Is it worth applying? The answers to a few questions, and the rules they meet or break."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deffinum.foundation.questionnaires import FAILED, SATISFIED, Proof
from deffinum.rooms.calls.queries.application_facts import precheck_vocabulary
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration
from deffinum.rooms.calls.queries.configuration_checks import rule_set


@dataclass(frozen=True)
class Precheck:
    """The verdict first, then the rules: `result` is 'satisfied', 'failed' or 'unknown'."""

    proof: Proof

    @property
    def result(self) -> str:
        """Of the whole: failed as soon as one blocking rule fails."""
        return self.proof.result

    @property
    def is_worth_applying(self) -> bool | None:
        """None when an answer is missing."""
        return {SATISFIED: True, FAILED: False}.get(self.proof.result)

    @property
    def to_change(self) -> tuple[Proof, ...]:
        """The blocking rules that fail: their sentences say what to change."""
        return self.proof.failures()

    @property
    def to_watch(self) -> tuple[Proof, ...]:
        """The points of attention."""
        return self.proof.failures("warning")


def precheck(configuration: CallConfiguration, answers: Mapping[str, Any]) -> Precheck | None:
    """Evaluate the pre-check's rules on typed answers by question key (Money, int, bool, str; None: not answered).

    None when the call has no pre-check. Nothing is stored: no personal data.
    """
    rules = rule_set(configuration.precheck_rules)
    if rules is None:
        return None
    facts = {each.fact: answers.get(each.key) for each in configuration.precheck}
    return Precheck(rules.evaluate(facts, precheck_vocabulary(configuration)))
