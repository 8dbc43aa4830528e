"""Named rules: what they say, how they are read from JSON, checked, and evaluated to a proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from deffinum.foundation.questionnaires.checking import problems_of, require, type_of
from deffinum.foundation.questionnaires.display import PLACEHOLDER, filled
from deffinum.foundation.questionnaires.evaluation import Facts, evaluate, is_known, truth
from deffinum.foundation.questionnaires.expressions import Expression, dump_expression, paths_read, read_at
from deffinum.foundation.questionnaires.proofs import (
    BLOCKING,
    FAILED,
    SATISFIED,
    UNKNOWN,
    WARNING,
    Proof,
    ProofValue,
    result_of,
)
from deffinum.foundation.questionnaires.proving import branches, value_read, values_read
from deffinum.foundation.questionnaires.strict import At, DefinitionRefused, Problem, did_you_mean, unique
from deffinum.foundation.questionnaires.vocabulary import Fact, Scalar, Vocabulary
from deffinum.foundation.values import Text

SENTENCES = ("sentence_satisfied", "sentence_failed", "sentence_unknown")
NOT_KNOWN_YET = Text(
    "Cette condition ne peut pas encore être vérifiée. Il manque : {missing}.",
    "This condition cannot be checked yet. Still missing: {missing}.",
)
CANNOT_COMPUTE = Text(
    "Cette condition ne peut pas être vérifiée avec ces valeurs.", "This condition cannot be checked with these values."
)
ALL_MET = Text(
    "Toutes les conditions sont remplies ({count} sur {count}).", "All conditions are met ({count} of {count})."
)
ONE_FAILED = Text("1 condition sur {count} n’est pas remplie.", "1 condition of {count} is not met.")
SOME_FAILED = Text(
    "{failed} conditions sur {count} ne sont pas remplies.", "{failed} conditions of {count} are not met."
)
ONE_UNKNOWN = Text("1 condition sur {count} reste à vérifier.", "1 condition of {count} is still to be checked.")
SOME_UNKNOWN = Text(
    "{unknown} conditions sur {count} restent à vérifier.", "{unknown} conditions of {count} are still to be checked."
)
ONE_WARNING = Text("1 point d’attention.", "1 point to watch.")
SOME_WARNINGS = Text("{warnings} points d’attention.", "{warnings} points to watch.")


@dataclass(frozen=True)
class Figure:
    """A computed value that a rule names: read as the fact `figures.<name>` by what follows and by the sentences."""

    name: str
    label: Text
    expression: Expression


@dataclass(frozen=True)
class Rule:
    """A condition with the sentences that explain it. Sentences hold {application.aid} or {figures.cap}."""

    id: str
    label: Text
    expression: Expression
    sentence_satisfied: Text
    sentence_failed: Text
    sentence_unknown: Text = Text("")
    """Empty: a generic sentence that lists what is missing."""
    severity: str = BLOCKING
    source: Text = Text("")
    """Article or section of the text that this rule comes from."""
    figures: tuple[Figure, ...] = ()

    def evaluate(self, facts: Mapping[str, Any] | Facts, vocabulary: Vocabulary) -> Proof:
        """The proof for these facts. Never raises: what is missing gives 'unknown'."""
        known = facts if isinstance(facts, Facts) else Facts(facts)
        words, known = self._with_figures(vocabulary, known)
        value = truth(self.expression, known)
        paths = self.paths_shown()
        shown = {path: value_read(path, known, words).displayed for path in paths}
        result = result_of(value)
        template = {SATISFIED: self.sentence_satisfied, FAILED: self.sentence_failed}.get(result, self.sentence_unknown)
        sentence = filled(template, shown) if template.fr else self._not_known_yet(known, words)
        return Proof(
            self.id,
            self.label,
            result,
            sentence,
            values_read(paths, known, words),
            branches(self.expression, known, words, self.id),
            self.severity,
            self.source,
        )

    def _with_figures(self, vocabulary: Vocabulary, facts: Facts) -> tuple[Vocabulary, Facts]:
        computed: dict[str, Any] = {}
        for each in self.figures:
            computed[each.name] = evaluate(each.expression, facts.plus({"figures": computed}))
        words = vocabulary.plus(Fact(f"figures.{each.name}", Scalar.TEXT, each.label) for each in self.figures)
        return words, facts.plus({"figures": computed})

    def paths_read(self) -> tuple[str, ...]:
        """The facts that the condition and the figures read, each once (figures themselves left out)."""
        expressions = [*(each.expression for each in self.figures), self.expression]
        paths = [path for each in expressions for path in paths_read(each)]
        return tuple(path for path in dict.fromkeys(paths) if not path.startswith("figures."))

    def placeholders(self) -> tuple[str, ...]:
        """The paths written in the sentences, each once."""
        texts = [getattr(self, name) for name in SENTENCES]
        found = [path for text in texts for words in (text.fr, text.en) for path in PLACEHOLDER.findall(words)]
        return tuple(dict.fromkeys(found))

    def paths_shown(self) -> tuple[str, ...]:
        """Facts, then figures, then whatever else the sentences quote."""
        figures = [f"figures.{each.name}" for each in self.figures]
        return tuple(dict.fromkeys([*self.paths_read(), *figures, *self.placeholders()]))

    def _not_known_yet(self, facts: Facts, vocabulary: Vocabulary) -> Text:
        missing = [vocabulary.label_of(path) for path in self.paths_read() if not is_known(facts.value_of(path))]
        if not missing:
            return CANNOT_COMPUTE
        names = Text(
            ", ".join(f"«\u00a0{each.fr}\u00a0»" for each in missing),
            ", ".join(f"“{each.in_language('en')}”" for each in missing),
        )
        return filled(NOT_KNOWN_YET, {"missing": names})

    def problems(self, vocabulary: Vocabulary, path: str = "") -> Iterator[Problem]:
        """What the static check refuses: unknown facts, wrong types, a sentence that quotes an unknown fact."""
        words = vocabulary
        for rank, each in enumerate(self.figures):
            place = f"{path}.figures[{rank}]" if path else f"figures[{rank}]"
            try:
                kind = type_of(each.expression, words, f"{place}.expression")
            except DefinitionRefused as error:
                yield from error.problems
                return
            words = words.plus([Fact(f"figures.{each.name}", kind, each.label)])
        place = f"{path}.expression" if path else "expression"
        yield from problems_of(lambda: require(Scalar.BOOLEAN, self.expression, words, place))
        for name in SENTENCES:
            text: Text = getattr(self, name)
            for quoted in dict.fromkeys(PLACEHOLDER.findall(text.fr) + PLACEHOLDER.findall(text.en)):
                if quoted not in words.by_path:
                    yield Problem(
                        f"{path}.{name}" if path else name,
                        _("« %(fact)s » n’existe pas dans le vocabulaire.") % {"fact": quoted}
                        + did_you_mean(quoted, words.by_path),
                    )

    def stored(self) -> dict[str, Any]:
        """The JSON shape; `read_rule` is its inverse."""
        data: dict[str, Any] = {"id": self.id, "label": self.label.stored()}
        if self.figures:
            data["figures"] = [
                {"name": each.name, "label": each.label.stored(), "expression": dump_expression(each.expression)}
                for each in self.figures
            ]
        data["expression"] = dump_expression(self.expression)
        for name in SENTENCES:
            if getattr(self, name).fr:
                data[name] = getattr(self, name).stored()
        data["severity"] = self.severity
        if self.source.fr:
            data["source"] = self.source.stored()
        return data


@dataclass(frozen=True)
class RuleSet:
    """Rules evaluated together. Blocking rules decide; warnings are shown."""

    id: str
    label: Text
    rules: tuple[Rule, ...] = ()

    def evaluate(self, facts: Mapping[str, Any] | Facts, vocabulary: Vocabulary) -> Proof:
        """The overall proof: failed when a blocking rule fails, else unknown when one is not known, else satisfied."""
        children = tuple(each.evaluate(facts, vocabulary) for each in self.rules)
        blocking = [each.result for each in children if each.severity == BLOCKING]
        result = FAILED if FAILED in blocking else UNKNOWN if UNKNOWN in blocking else SATISFIED
        return Proof(self.id, self.label, result, _overall(children), self._values(children), children)

    @staticmethod
    def _values(children: Iterable[Proof]) -> tuple[ProofValue, ...]:
        found = {each.path: each for child in children for each in child.values}
        return tuple(each for path, each in found.items() if not path.startswith("figures."))

    def problems(self, vocabulary: Vocabulary, path: str = "rules") -> Iterator[Problem]:
        """What the static check refuses in every rule."""
        for rank, each in enumerate(self.rules):
            yield from each.problems(vocabulary, f"{path}[{rank}]")

    def check(self, vocabulary: Vocabulary) -> None:
        """Raise DefinitionRefused with every problem, or accept."""
        problems = tuple(self.problems(vocabulary))
        if problems:
            raise DefinitionRefused(problems)

    def stored(self) -> dict[str, Any]:
        """The JSON shape; `read_rule_set` is its inverse."""
        return {"id": self.id, "label": self.label.stored(), "rules": [each.stored() for each in self.rules]}


def _overall(children: tuple[Proof, ...]) -> Text:
    blocking = [each for each in children if each.severity == BLOCKING]
    failed = sum(each.result == FAILED for each in blocking)
    unknown = sum(each.result == UNKNOWN for each in blocking)
    warnings = sum(each.result == FAILED for each in children if each.severity == WARNING)
    parts = []
    if failed:
        parts.append(ONE_FAILED if failed == 1 else SOME_FAILED)
    if unknown:
        parts.append(ONE_UNKNOWN if unknown == 1 else SOME_UNKNOWN)
    if not parts:
        parts.append(ALL_MET)
    if warnings:
        parts.append(ONE_WARNING if warnings == 1 else SOME_WARNINGS)
    template = Text(" ".join(each.fr for each in parts), " ".join(each.en for each in parts))
    numbers = {"count": len(blocking), "failed": failed, "unknown": unknown, "warnings": warnings}
    return filled(template, {name: Text(str(number)) for name, number in numbers.items()})


def read_rule(data: Any, path: str = "") -> Rule:
    """Parse one rule's stored JSON. Raises DefinitionRefused with the path."""
    return rule_at(At(data, path))


def rule_at(place: At) -> Rule:
    """Parse one rule at a known path."""
    members = place.object(
        required=("id", "label", "expression", "sentence_satisfied", "sentence_failed"),
        optional=("sentence_unknown", "severity", "source", "figures"),
    )
    figures = [_figure_at(each) for each in members["figures"].items()] if "figures" in members else []
    if figures:
        names = [(each.name, at) for each, at in zip(figures, members["figures"].items(), strict=True)]
        unique(names)
    return Rule(
        id=members["id"].key(),
        label=members["label"].text(),
        expression=read_at(members["expression"]),
        sentence_satisfied=members["sentence_satisfied"].text(),
        sentence_failed=members["sentence_failed"].text(),
        sentence_unknown=members["sentence_unknown"].text() if "sentence_unknown" in members else Text(""),
        severity=members["severity"].one_of((BLOCKING, WARNING)) if "severity" in members else BLOCKING,
        source=members["source"].text() if "source" in members else Text(""),
        figures=tuple(figures),
    )


def _figure_at(place: At) -> Figure:
    members = place.object(required=("name", "label", "expression"))
    return Figure(members["name"].key(), members["label"].text(), read_at(members["expression"]))


def rules_at(place: At) -> tuple[Rule, ...]:
    """Parse a list of rules whose ids are unique."""
    places = place.items()
    rules = tuple(rule_at(each) for each in places)
    unique((rule.id, at) for rule, at in zip(rules, places, strict=True))
    return rules


def read_rule_set(data: Any, path: str = "") -> RuleSet:
    """Parse a rule set's stored JSON: {'id', 'label', 'rules'}. Raises DefinitionRefused with the path."""
    members = At(data, path).object(required=("id", "label", "rules"))
    return RuleSet(members["id"].key(), members["label"].text(), rules_at(members["rules"]))
