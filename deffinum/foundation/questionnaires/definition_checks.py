"""The check that a form must pass to be published: every fact known, every type right, no circle."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from deffinum.foundation.questionnaires.checking import problems_of, require
from deffinum.foundation.questionnaires.definition import (
    SCALARS,
    Definition,
    Field,
    Section,
    answers_vocabulary,
    fact_of,
)
from deffinum.foundation.questionnaires.expressions import RESERVED_NAMES, Expression
from deffinum.foundation.questionnaires.strict import DefinitionRefused, Problem
from deffinum.foundation.questionnaires.vocabulary import Scalar, Vocabulary


def definition_problems(definition: Definition, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """Every reason for which the form cannot be published; empty when it can.

    `vocabulary`: the room's own facts (`application.base`…); answers are added by the engine.
    """
    return tuple(_problems(definition, vocabulary))


def check_definition(definition: Definition, vocabulary: Vocabulary) -> None:
    """Raise DefinitionRefused with every problem, or accept."""
    problems = definition_problems(definition, vocabulary)
    if problems:
        raise DefinitionRefused(problems)


def _problems(definition: Definition, vocabulary: Vocabulary) -> Iterator[Problem]:
    taken = vocabulary.roots & RESERVED_NAMES
    if taken:
        raise ValueError(f"A room's vocabulary cannot use {', '.join(sorted(taken))}.")
    if not definition.fields:
        yield Problem("sections", _("le formulaire ne pose aucune question."))
    for rank, section in enumerate(definition.sections):
        words = answers_vocabulary(definition, vocabulary, per_partner=section.per_partner)
        yield from _section_problems(section, words, f"sections[{rank}]")
    if definition.cycle:
        circle = " → ".join(definition.cycle)
        yield Problem("sections", _("ces questions dépendent d’elles-mêmes : %(keys)s.") % {"keys": circle})
    yield from definition.rules.problems(answers_vocabulary(definition, vocabulary))


def _section_problems(section: Section, words: Vocabulary, path: str) -> Iterator[Problem]:
    yield from _condition(section.visible_when, Scalar.BOOLEAN, words, f"{path}.visible_when")
    for rank, field in enumerate(section.fields):
        yield from _field_problems(field, words, f"{path}.fields[{rank}]")


def _field_problems(field: Field, words: Vocabulary, path: str) -> Iterator[Problem]:
    yield from _condition(field.visible_when, Scalar.BOOLEAN, words, f"{path}.visible_when")
    if not isinstance(field.required, bool):
        yield from _condition(field.required, Scalar.BOOLEAN, words, f"{path}.required")
    if field.computed is not None:
        yield from _condition(field.computed, SCALARS[field.type], words, f"{path}.computed")
    entered = Vocabulary(tuple(fact_of(each, f"row.{each.key}") for each in field.columns if each.computed is None))
    for rank, column in enumerate(field.columns):
        if column.computed is not None:
            # A computed column reads the columns that people fill: no circle is possible.
            place = f"{path}.columns[{rank}].computed"
            yield from _condition(column.computed, SCALARS[column.type], entered, place)


def _condition(expression: Expression | None, wanted: Scalar, words: Vocabulary, path: str) -> Iterator[Problem]:
    if expression is not None:
        yield from problems_of(lambda: require(wanted, expression, words, path))
