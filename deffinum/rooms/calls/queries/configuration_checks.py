"""Does a configuration hold together? Every reason why not, in sentences, before anything is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from deffinum.foundation.questionnaires import (
    Definition,
    DefinitionRefused,
    FieldType,
    RuleSet,
    Scalar,
    Vocabulary,
    definition_problems,
    read_rule_set,
)
from deffinum.foundation.questionnaires.definition import SCALARS
from deffinum.rooms.calls.queries.application_facts import (
    ANSWERED_FACTS,
    APPLICATION_FACTS,
    FORM_FACTS,
    application_vocabulary,
    precheck_vocabulary,
)
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration
from deffinum.rooms.calls.words import CategoryKind

QUESTION_TYPES = {
    "money": Scalar.MONEY,
    "integer": Scalar.INTEGER,
    "yes_no": Scalar.BOOLEAN,
    "choice": Scalar.TEXT,
}
"""The type of fact that each kind of pre-check question gives."""


def configuration_problems(configuration: CallConfiguration, form: Definition | None) -> list[str]:
    """Sentences that say what to correct; empty when the configuration may be published."""
    return [
        *_words(configuration),
        *_questions(configuration),
        *_rule_set(configuration.precheck_rules, precheck_vocabulary(configuration), "precheck_rules"),
        *_rule_set(configuration.eligibility_rules, application_vocabulary(configuration), "eligibility_rules"),
        *_form(configuration, form),
    ]


def rule_set(data: Mapping[str, Any]) -> RuleSet | None:
    """The stored rule set, or None when the call has none. Raises DefinitionRefused."""
    return read_rule_set(dict(data)) if data else None


def _words(configuration: CallConfiguration) -> Iterator[str]:
    for category in configuration.categories:
        if category.kind not in CategoryKind.values:
            yield _("categories : « %(kind)s » n’est pas une nature de dépense.") % {"kind": category.kind}
    for minimum, maximum, name in (
        (configuration.minimum_aid, configuration.maximum_aid, "aid"),
        (configuration.minimum_months, configuration.maximum_months, "months"),
    ):
        if minimum is not None and maximum is not None and minimum > maximum:  # type: ignore[operator]
            yield _("limits : le minimum de « %(name)s » dépasse son maximum.") % {"name": name}


def _questions(configuration: CallConfiguration) -> Iterator[str]:
    for question in configuration.precheck:
        fact = APPLICATION_FACTS.by_path.get(question.fact)
        if fact is None:
            yield _("precheck : « %(fact)s » n’existe pas dans le vocabulaire.") % {"fact": question.fact}
        elif QUESTION_TYPES.get(question.kind) != fact.type:
            yield _("precheck : la question « %(key)s » ne donne pas le type attendu.") % {"key": question.key}
        if (question.kind == "choice") != bool(question.choices):
            yield _("precheck : la question « %(key)s » a des choix si elle est de type « choice ».") % {
                "key": question.key
            }


def _rule_set(data: Mapping[str, Any], vocabulary: Vocabulary, path: str) -> Iterator[str]:
    try:
        rules = rule_set(data)
    except DefinitionRefused as refusal:
        yield from (f"{path}.{each}" for each in refusal.problems)
        return
    if rules is not None:
        yield from (f"{path}.{each}" for each in rules.problems(vocabulary))


def _form(configuration: CallConfiguration, form: Definition | None) -> Iterator[str]:
    if form is None:
        if configuration.eligibility_rules:
            yield _("Les règles d’éligibilité ont besoin d’un formulaire.")
        return
    yield from (f"form.{each}" for each in definition_problems(form, FORM_FACTS))
    yield from _files(form)
    for path in _facts_read(configuration):
        key = ANSWERED_FACTS.get(path)
        if key is None:
            continue
        field = form.fields.get(key)
        if field is None or form.section_of[key].per_partner:
            yield _("form : la règle sur « %(fact)s » a besoin du champ « %(key)s » dans une rubrique commune.") % {
                "fact": path,
                "key": key,
            }
        elif field.type is FieldType.TABLE or SCALARS.get(field.type) != APPLICATION_FACTS.by_path[path].type:
            yield _("form : le champ « %(key)s » n’a pas le type attendu par la règle.") % {"key": key}


def _files(form: Definition) -> Iterator[str]:
    """A document is a piece of the call: it has its checks, its list, its place in the receipt."""
    for field in form.fields.values():
        if field.type is FieldType.FILE:
            yield _(
                "form : la question « %(key)s » demande un fichier. Le formulaire n’en reçoit pas : demandez-le dans "
                "« pieces », où son type et sa taille sont vérifiés et où il figure au récépissé."
            ) % {"key": field.key}


def _facts_read(configuration: CallConfiguration) -> tuple[str, ...]:
    try:
        rules = rule_set(configuration.eligibility_rules)
    except DefinitionRefused:
        return ()
    return tuple(dict.fromkeys(path for rule in rules.rules for path in rule.paths_read())) if rules else ()
