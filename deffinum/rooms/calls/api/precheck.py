"""The pre-check of a call in the typed API: the verdict first, then its rules. Nothing is stored."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Schema

from deffinum.foundation.questionnaires import Proof
from deffinum.foundation.values import Money
from deffinum.rooms.calls.api.calls import TextOut, readable, text_of
from deffinum.rooms.calls.api.router import router
from deffinum.rooms.calls.queries.call_configuration import PrecheckQuestion
from deffinum.rooms.calls.queries.precheck import precheck


class PrecheckIn(Schema):
    """Answers by question key: cents for money, whole numbers, true or false, or a choice's key."""

    answers: dict[str, int | bool | str | None]


class ProofOut(Schema):
    """A rule and its result: satisfied, failed or unknown."""

    rule_id: str
    label: TextOut
    result: str
    severity: str
    sentence: TextOut
    children: list[ProofOut] = []


class PrecheckOut(Schema):
    """The verdict first, then the rules."""

    result: str
    sentence: TextOut
    rules: list[ProofOut]


@router.post("/{slug}/precheck", response=PrecheckOut, summary=_("Vérifier s’il vaut la peine de candidater"))
def run_precheck(request: HttpRequest, slug: str, body: PrecheckIn) -> dict[str, Any]:
    """Evaluate the pre-check's rules. Nothing is stored; answers of another type count as not given."""
    call = readable(request, slug)
    found = precheck(
        call.configuration, {each.key: _typed(each, body.answers.get(each.key)) for each in call.configuration.precheck}
    )
    if found is None:
        raise Http404
    return {
        "result": found.result,
        "sentence": text_of(found.proof.sentence),
        "rules": [_proof(each) for each in found.proof.children],
    }


def _typed(question: PrecheckQuestion, value: object) -> Any:
    """The answer in the type of its question, or None."""
    if question.kind == "yes_no":
        return value if isinstance(value, bool) else None
    if question.kind == "choice":
        return value if value in [key for key, _label in question.choices] else None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return None
    return Money(value) if question.kind == "money" else value


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "rule_id": proof.rule_id,
        "label": text_of(proof.label),
        "result": proof.result,
        "severity": proof.severity,
        "sentence": text_of(proof.sentence),
        "children": [_proof(each) for each in proof.children],
    }
