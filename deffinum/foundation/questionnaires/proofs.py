"""The proof of an evaluation: the verdict first, then why, in both languages, to keep with a decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deffinum.foundation.values import Text

SATISFIED = "satisfied"
FAILED = "failed"
UNKNOWN = "unknown"
RESULTS = (SATISFIED, FAILED, UNKNOWN)
BLOCKING = "blocking"
WARNING = "warning"


@dataclass(frozen=True)
class ProofValue:
    """A value that was read: its label, what is shown, and `raw` as JSON that says its type (None: not known)."""

    label: Text
    displayed: Text
    raw: Any
    path: str = ""

    def stored(self) -> dict[str, Any]:
        """The JSON shape."""
        return {
            "label": self.label.stored(),
            "displayed": self.displayed.stored(),
            "raw": self.raw,
            "path": self.path,
        }

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> ProofValue:
        """From `stored()`."""
        return cls(Text.read(data["label"]), Text.read(data["displayed"]), data["raw"], data["path"])


@dataclass(frozen=True)
class Proof:
    """What one evaluation concluded: `result` is 'satisfied', 'failed' or 'unknown' (not known yet).

    `severity` ('blocking' or 'warning') and `source` (article of the call's text) are those of the rule.
    """

    rule_id: str
    label: Text
    result: str
    sentence: Text
    values: tuple[ProofValue, ...] = ()
    children: tuple[Proof, ...] = ()
    severity: str = BLOCKING
    source: Text = Text("")

    def __bool__(self) -> bool:
        return self.result == SATISFIED

    def stored(self) -> dict[str, Any]:
        """The JSON shape, complete: it can be shown again in either language without the rules."""
        return {
            "rule_id": self.rule_id,
            "label": self.label.stored(),
            "result": self.result,
            "sentence": self.sentence.stored(),
            "values": [each.stored() for each in self.values],
            "children": [each.stored() for each in self.children],
            "severity": self.severity,
            "source": self.source.stored(),
        }

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Proof:
        """From `stored()`. Raises KeyError or ValueError when the JSON is not a proof's."""
        if data["result"] not in RESULTS:
            raise ValueError(f"Not a result: {data['result']!r}.")
        return cls(
            rule_id=data["rule_id"],
            label=Text.read(data["label"]),
            result=data["result"],
            sentence=Text.read(data["sentence"]),
            values=tuple(ProofValue.read(each) for each in data["values"]),
            children=tuple(cls.read(each) for each in data["children"]),
            severity=data["severity"],
            source=Text.read(data["source"]),
        )

    def walk(self) -> Iterator[Proof]:
        """This proof and every proof inside it, from the top."""
        yield self
        for each in self.children:
            yield from each.walk()

    def failures(self, severity: str = BLOCKING) -> tuple[Proof, ...]:
        """The rules of a rule set that failed with this severity."""
        return tuple(each for each in self.children if each.result == FAILED and each.severity == severity)


def result_of(value: bool | None) -> str:  # noqa: FBT001 - the three-valued truth is the subject itself
    """'satisfied', 'failed' or 'unknown'."""
    return UNKNOWN if value is None else SATISFIED if value else FAILED
