"""Versioned forms and one typed rule language (README.md holds an example of each).

Pure Python is re-exported here. Models live in `questionnaires.models` and commands in `questionnaires.publication`:
import them from there (Django reads this file before any model may exist).
"""

from deffinum.foundation.questionnaires.answers import (
    AnswerProblem,
    check_limits,
    count_words,
    display_answer,
    display_value,
    read_answer,
    read_stored,
    stored,
    table_totals,
)
from deffinum.foundation.questionnaires.checking import type_of
from deffinum.foundation.questionnaires.completeness import (
    MissingPiece,
    SectionProgress,
    SectionState,
    answer_facts,
    computed_values,
    missing_answers,
    section_states,
    visible_fields,
    visible_sections,
)
from deffinum.foundation.questionnaires.definition import (
    Choice,
    Column,
    Definition,
    Dependent,
    Field,
    FieldType,
    Limits,
    Section,
    answers_vocabulary,
    field_dependents,
)
from deffinum.foundation.questionnaires.definition_checks import check_definition, definition_problems
from deffinum.foundation.questionnaires.definition_json import dump_definition, read_definition
from deffinum.foundation.questionnaires.evaluation import Facts, evaluate, truth
from deffinum.foundation.questionnaires.expressions import Expression, dump_expression, read_expression
from deffinum.foundation.questionnaires.proofs import BLOCKING, FAILED, SATISFIED, UNKNOWN, WARNING, Proof, ProofValue
from deffinum.foundation.questionnaires.rules import Figure, Rule, RuleSet, read_rule, read_rule_set
from deffinum.foundation.questionnaires.strict import DefinitionRefused, Problem
from deffinum.foundation.questionnaires.vocabulary import Fact, ListOf, Record, Scalar, Vocabulary

__all__ = [
    "BLOCKING",
    "FAILED",
    "SATISFIED",
    "UNKNOWN",
    "WARNING",
    "AnswerProblem",
    "Choice",
    "Column",
    "Definition",
    "DefinitionRefused",
    "Dependent",
    "Expression",
    "Fact",
    "Facts",
    "Field",
    "FieldType",
    "Figure",
    "Limits",
    "ListOf",
    "MissingPiece",
    "Problem",
    "Proof",
    "ProofValue",
    "Record",
    "Rule",
    "RuleSet",
    "Scalar",
    "Section",
    "SectionProgress",
    "SectionState",
    "Vocabulary",
    "answer_facts",
    "answers_vocabulary",
    "check_definition",
    "check_limits",
    "computed_values",
    "count_words",
    "definition_problems",
    "display_answer",
    "display_value",
    "dump_definition",
    "dump_expression",
    "evaluate",
    "field_dependents",
    "missing_answers",
    "read_answer",
    "read_definition",
    "read_expression",
    "read_rule",
    "read_rule_set",
    "read_stored",
    "section_states",
    "stored",
    "table_totals",
    "truth",
    "type_of",
    "visible_fields",
    "visible_sections",
]
