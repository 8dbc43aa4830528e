"""What a form still needs: visible questions, computed values, missing pieces, and the state of each section.

Every function takes the answers as stored JSON {field key: JSON} and the room's facts, and reads either the
sections of the lead (`per_partner=False`) or those of one partner (`per_partner=True`; the answers are then the
lead's and that partner's together). A form is read once: give the `reading` of these very answers to those that take
it, and what was read of the lead's sections to `read_form` for each partner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from deffinum.foundation.questionnaires.answers import AnswerProblem, check_limits, read_stored
from deffinum.foundation.questionnaires.definition import Definition, Field, FieldType, Section
from deffinum.foundation.questionnaires.evaluation import Facts, Value, evaluate, truth
from deffinum.foundation.values import Text

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """A form read with its answers: `values` and `shown` are known by field key, problems too."""

    shown: frozenset[str]
    values: Mapping[str, Value]
    problems: Mapping[str, AnswerProblem]
    facts: Facts


@dataclass(frozen=True)
class MissingPiece:
    """Something to do before the form is complete; the sentence is in the reader's language."""

    section_key: str
    field_key: str
    label: Text
    sentence: str


class SectionProgress(StrEnum):
    """How far a section is."""

    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    ERROR = "error"


@dataclass(frozen=True)
class SectionState:
    """A visible section: `answered` questions out of `asked`, and the pieces still missing."""

    section_key: str
    title: Text
    progress: SectionProgress
    answered: int
    asked: int
    missing: tuple[MissingPiece, ...]


def read_form(
    definition: Definition, answers: Answers, facts: Mapping[str, Any], *, lead: Reading | None = None
) -> Reading:
    """Read every field in the order of what it depends on. Never raises: an unreadable answer is a problem.

    `lead`: the lead's sections as already read with the same facts; only the partners' sections are then read.
    """
    values: dict[str, Value] = {}
    problems: dict[str, AnswerProblem] = {}
    shown: set[str] = set()
    # `values` grows while the fields are read: each field sees those that it depends on.
    known = Facts({**facts, "answers": values})
    for key in definition.order:
        field, section = definition.fields[key], definition.section_of[key]
        if lead is not None and not section.per_partner:
            _take_over(key, lead, shown, values, problems)
            continue
        if not (_holds(section, known) and _holds(field, known)):
            continue
        shown.add(key)
        if field.computed is not None:
            values[key] = evaluate(field.computed, known)
            continue
        try:
            values[key] = read_stored(field, answers.get(key))
            check_limits(field, values[key])
        except AnswerProblem as problem:
            problems[key] = problem
    return Reading(frozenset(shown), values, problems, known)


def _take_over(
    key: str, lead: Reading, shown: set[str], values: dict[str, Value], problems: dict[str, AnswerProblem]
) -> None:
    if key in lead.shown:
        shown.add(key)
    if key in lead.values:
        values[key] = lead.values[key]
    if key in lead.problems:
        problems[key] = lead.problems[key]


def _holds(asked: Section | Field, facts: Facts) -> bool:
    return asked.visible_when is None or truth(asked.visible_when, facts) is True


def visible_fields(
    definition: Definition, answers: Answers, facts: Mapping[str, Any], *, per_partner: bool | None = None
) -> tuple[Field, ...]:
    """The questions to show now, in the order of the form (None: sections of the lead and of the partners)."""
    shown = read_form(definition, answers, facts).shown
    return tuple(
        each
        for section in definition.sections
        if per_partner in (None, section.per_partner)
        for each in section.fields
        if each.key in shown
    )


def visible_sections(
    definition: Definition,
    answers: Answers,
    facts: Mapping[str, Any],
    *,
    per_partner: bool = False,
    reading: Reading | None = None,
) -> tuple[tuple[Section, tuple[Field, ...]], ...]:
    """The sections to show now, each with its visible fields; a section without visible field is left out."""
    shown = (reading or read_form(definition, answers, facts)).shown
    pairs = (
        (section, tuple(each for each in section.fields if each.key in shown))
        for section in definition.sections_for(per_partner=per_partner)
    )
    return tuple((section, fields) for section, fields in pairs if fields)


def computed_values(definition: Definition, answers: Answers, facts: Mapping[str, Any]) -> dict[str, Value]:
    """The values of the visible computed fields (None: not known yet)."""
    reading = read_form(definition, answers, facts)
    return {
        key: reading.values[key]
        for key in definition.fields
        if key in reading.shown and definition.fields[key].computed is not None
    }


def answer_facts(definition: Definition, answers: Answers, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The room's facts with `answers.<key>`: what the rules of the form are evaluated on."""
    return {**facts, "answers": dict(read_form(definition, answers, facts).values)}


def missing_answers(
    definition: Definition,
    answers: Answers,
    facts: Mapping[str, Any],
    *,
    per_partner: bool = False,
    reading: Reading | None = None,
) -> tuple[MissingPiece, ...]:
    """The live completeness list, in the order of the form; empty when these sections are complete."""
    reading = reading or read_form(definition, answers, facts)
    return tuple(
        piece for section in definition.sections_for(per_partner=per_partner) for piece in _missing_in(section, reading)
    )


def _missing_in(section: Section, reading: Reading) -> list[MissingPiece]:
    found = []
    for field in section.fields:
        sentence = _what_is_missing(field, reading) if field.key in reading.shown else ""
        if sentence:
            found.append(MissingPiece(section.key, field.key, field.label, sentence))
    return found


def is_required(field: Field, facts: Facts) -> bool:
    """Must be answered now; a condition that is not known yet does not require."""
    return field.required if isinstance(field.required, bool) else truth(field.required, facts) is True


def _what_is_missing(field: Field, reading: Reading) -> str:
    if field.key in reading.problems:
        return str(reading.problems[field.key])
    if field.computed is not None:
        return ""
    value = reading.values.get(field.key)
    if value is None:
        return _SENTENCES.get(field.type, _answer_this)() if is_required(field, reading.facts) else ""
    if field.type is FieldType.STATEMENT and value is not True:
        return _SENTENCES[FieldType.STATEMENT]() if is_required(field, reading.facts) else ""
    least = field.limits.least
    if isinstance(value, tuple) and least is not None and len(value) < least:
        return _("Il en faut au moins %(least)s ; il y en a %(count)s.") % {"least": least, "count": len(value)}
    return _missing_cells(field, value) if field.type is FieldType.TABLE else ""


def _missing_cells(field: Field, rows: tuple[Mapping[str, Value], ...]) -> str:
    needed = [each for each in field.columns if each.required and each.computed is None]
    for rank, row in enumerate(rows, 1):
        for column in needed:
            if row.get(column.key) is None:
                return _("Ligne %(rank)s : remplissez « %(column)s ».") % {"rank": rank, "column": column.label}
    return ""


def _answer_this() -> str:
    return _("Répondez à cette question.")


_SENTENCES: dict[FieldType, Callable[[], str]] = {
    FieldType.FILE: lambda: _("Déposez ce document."),
    FieldType.TABLE: lambda: _("Remplissez au moins une ligne de ce tableau."),
    FieldType.ONE_CHOICE: lambda: _("Choisissez une réponse."),
    FieldType.MANY_CHOICES: lambda: _("Cochez au moins une réponse."),
    FieldType.YES_NO: lambda: _("Répondez par oui ou par non."),
    FieldType.MONEY: lambda: _("Indiquez un montant."),
    FieldType.DATE: lambda: _("Indiquez une date."),
    FieldType.STATEMENT: lambda: _("Lisez puis acceptez cette déclaration."),
}


def section_states(
    definition: Definition,
    answers: Answers,
    facts: Mapping[str, Any],
    *,
    per_partner: bool = False,
    reading: Reading | None = None,
) -> tuple[SectionState, ...]:
    """The state of each visible section, in order: 'error' when a stored answer breaks a limit or cannot be read,
    'done' when nothing is missing and everything optional was left or answered, 'to_do' when nothing is answered.
    """
    reading = reading or read_form(definition, answers, facts)
    states = []
    for section in definition.sections_for(per_partner=per_partner):
        asked = [each for each in section.fields if each.key in reading.shown]
        if asked:
            states.append(_state_of(section, asked, reading))
    return tuple(states)


def _state_of(section: Section, shown: list[Field], reading: Reading) -> SectionState:
    asked = [each for each in shown if each.computed is None]
    answered = sum(each.key in reading.problems or reading.values.get(each.key) is not None for each in asked)
    missing = tuple(_missing_in(section, reading))
    if any(each.key in reading.problems for each in asked):
        progress = SectionProgress.ERROR
    elif asked and not answered:
        progress = SectionProgress.TO_DO
    else:
        progress = SectionProgress.IN_PROGRESS if missing else SectionProgress.DONE
    return SectionState(section.key, section.title, progress, answered, len(asked), missing)
