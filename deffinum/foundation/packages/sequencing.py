"""The sequencing rules of SCORM 2004 as plain JSON, in the words of scorm-again's `ActivitySettings`, which runs them.

Source: IMS Simple Sequencing 1.0 with ADL's extensions (SCORM 2004 SN, 3rd and 4th editions, section 3).
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from deffinum.foundation.plain_xml import Element

_MEASURE = re.compile(r"\+?(-?)0*([0-9]{0,6})(\.[0-9]{1,10})?(?<=[0-9])")
_CONTROL_MODE = ("choice", "choiceExit", "flow", "forwardOnly", "useCurrentAttemptObjectiveInfo",
                 "useCurrentAttemptProgressInfo")  # fmt: skip
_MAP_FLAGS = (
    "readSatisfiedStatus", "readNormalizedMeasure", "writeSatisfiedStatus", "writeNormalizedMeasure",
    "readCompletionStatus", "writeCompletionStatus", "readProgressMeasure", "writeProgressMeasure", "readRawScore",
    "writeRawScore", "readMinScore", "writeMinScore", "readMaxScore", "writeMaxScore",
)  # fmt: skip
_CONSIDERATIONS = ("requiredForSatisfied", "requiredForNotSatisfied", "requiredForCompleted", "requiredForIncomplete")
_RULES = {
    "preConditionRule": "preConditionRules",
    "exitConditionRule": "exitConditionRules",
    "postConditionRule": "postConditionRules",
}


def read_sequencing(element: Element) -> dict[str, Any] | None:
    """The rules of an item or an organization; None when it has none."""
    found = element.first("sequencing")
    return _rules(found) if found is not None else None


def read_collections(root: Element) -> dict[str, Any]:
    """The shared rules of the manifest, by identifier."""
    found: dict[str, Any] = {}
    for holder in root.held("sequencingCollection"):
        for each in holder.held("sequencing"):
            found[each.attribute("ID")] = _rules(each)
    return found


def _rules(element: Element) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    if reference := element.attribute("IDRef"):
        rules["sequencingCollectionRefs"] = [reference]
    for read in (_controls, _conditions, _limits, _rollup, _objectives, _delivery, _considerations, _randomization):
        read(element, rules)
    return rules


def _controls(element: Element, rules: dict[str, Any]) -> None:
    controls: dict[str, Any] = {}
    if mode := element.first("controlMode"):
        controls |= _flags(mode, _CONTROL_MODE)
    if constrained := element.first("constrainedChoiceConsiderations"):
        controls |= _flags(constrained, ("preventActivation", "constrainChoice"))
    if rollup := element.first("rollupRules"):
        controls |= _flags(rollup, ("rollupObjectiveSatisfied", "rollupProgressCompletion"))
        if (weight := _number(rollup.attribute("objectiveMeasureWeight"))) is not None:
            controls["objectiveMeasureWeight"] = weight
    if controls:
        rules["sequencingControls"] = controls


def _conditions(element: Element, rules: dict[str, Any]) -> None:
    if (holder := element.first("sequencingRules")) is None:
        return
    found: dict[str, list[dict[str, Any]]] = {}
    for each in holder.children:
        if each.name in _RULES:
            found.setdefault(_RULES[each.name], []).append(_condition_rule(each))
    rules["sequencingRules"] = found


def _condition_rule(element: Element) -> dict[str, Any]:
    conditions = element.first("ruleConditions")
    action = element.first("ruleAction")
    return {
        "action": action.attribute("action") if action else "",
        "conditionCombination": conditions.attribute("conditionCombination", "all") if conditions else "all",
        "conditions": [_condition(each) for each in conditions.held("ruleCondition")] if conditions else [],
    }


def _condition(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {"condition": element.attribute("condition")}
    if element.attribute("operator") == "not":
        found["operator"] = "not"
    if objective := element.attribute("referencedObjective"):
        found["referencedObjective"] = objective
    if (threshold := _number(element.attribute("measureThreshold"))) is not None:
        found["parameters"] = {"threshold": threshold}
    return found


def _limits(element: Element, rules: dict[str, Any]) -> None:
    if limits := element.first("limitConditions"):
        if limits.attribute("attemptLimit").isdecimal():
            rules["attemptLimit"] = int(limits.attribute("attemptLimit")[:6])
        if duration := limits.attribute("attemptAbsoluteDurationLimit"):
            rules["attemptAbsoluteDurationLimit"] = duration


def _rollup(element: Element, rules: dict[str, Any]) -> None:
    if (holder := element.first("rollupRules")) is None:
        return
    found = []
    for each in holder.held("rollupRule"):
        conditions = each.first("rollupConditions")
        action = each.first("rollupAction")
        rule: dict[str, Any] = {
            "action": action.attribute("action") if action else "",
            "consideration": each.attribute("childActivitySet", "all"),
            "conditionCombination": conditions.attribute("conditionCombination", "any") if conditions else "any",
            "conditions": [_condition(one) for one in conditions.held("rollupCondition")] if conditions else [],
        }
        if each.attribute("minimumCount").isdecimal():
            rule["minimumCount"] = int(each.attribute("minimumCount")[:6])
        if (percent := _number(each.attribute("minimumPercent"))) is not None:
            rule["minimumPercent"] = percent
        found.append(rule)
    if found:
        rules["rollupRules"] = {"rules": found}


def _objectives(element: Element, rules: dict[str, Any]) -> None:
    extended = {
        each.attribute("objectiveID"): each
        for holder in element.held("objectives")
        for each in holder.held("objective")
        if "adlseq" in each.namespace
    }
    for holder in element.held("objectives"):
        for each in holder.children:
            if "adlseq" in each.namespace:
                continue
            if each.name == "primaryObjective":
                rules["primaryObjective"] = _objective(each, extended) | {"isPrimary": True}
            elif each.name == "objective":
                rules.setdefault("objectives", []).append(_objective(each, extended))


def _objective(element: Element, extended: dict[str, Element]) -> dict[str, Any]:
    identifier = element.attribute("objectiveID")
    found: dict[str, Any] = {"objectiveID": identifier}
    if element.attribute("satisfiedByMeasure") == "true":
        found["satisfiedByMeasure"] = True
    if (measure := _number(element.told("minNormalizedMeasure"))) is not None:
        found["minNormalizedMeasure"] = measure
    maps: dict[str, dict[str, Any]] = {}
    for holder in (element, extended.get(identifier)):
        for each in holder.held("mapInfo") if holder else ():
            target = each.attribute("targetObjectiveID")
            maps.setdefault(target, {"targetObjectiveID": target}).update(_flags(each, _MAP_FLAGS))
    if maps:
        found["mapInfo"] = list(maps.values())
    return found


def _delivery(element: Element, rules: dict[str, Any]) -> None:
    if delivery := element.first("deliveryControls"):
        rules["deliveryControls"] = _flags(delivery, ("tracked", "completionSetByContent", "objectiveSetByContent"))


def _considerations(element: Element, rules: dict[str, Any]) -> None:
    if found := element.first("rollupConsiderations"):
        told: dict[str, Any] = {name: value for name in _CONSIDERATIONS if (value := found.attribute(name))}
        rules["rollupConsiderations"] = told | _flags(found, ("measureSatisfactionIfActive",))


def _randomization(element: Element, rules: dict[str, Any]) -> None:
    if found := element.first("randomizationControls"):
        controls = rules.setdefault("sequencingControls", {})
        for name in ("selectionTiming", "randomizationTiming"):
            if value := found.attribute(name):
                controls[name] = value
        if found.attribute("selectCount").isdecimal():
            controls["selectCount"] = int(found.attribute("selectCount")[:6])
        controls |= {
            ours: value
            for name, ours in (("reorderChildren", "randomizeChildren"),)
            for value in _flags(found, (name,)).values()
        }


def _flags(element: Element, names: tuple[str, ...]) -> dict[str, Any]:
    """The attributes that say true or false, under their own names; those that are not written are left out."""
    told = {name: element.attribute(name).lower() for name in names}
    return {name: value in ("true", "1") for name, value in told.items() if value}


def _number(text: str) -> Any:
    """A measure as the standard writes it ('0.6', '-1', '.5'); None when it is something else."""
    found = _MEASURE.fullmatch(text)
    return orjson.loads(f"{found[1]}{found[2] or '0'}{found[3] or ''}") if found else None
