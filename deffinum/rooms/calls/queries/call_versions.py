"""The versions of a call and what changed from one to the next."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from deffinum.foundation.values import Money, Rate, Text
from deffinum.rooms.calls.models import CallVersion
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, Criterion
from deffinum.rooms.calls.queries.pinned_rules import configuration_of_version

LIMITS = (
    ("minimum_base", Text("Assiette éligible minimale", "Minimum eligible base")),
    ("minimum_aid", Text("Aide minimale", "Minimum aid")),
    ("maximum_aid", Text("Aide maximale", "Maximum aid")),
    ("maximum_rate", Text("Taux d’aide maximal", "Maximum aid rate")),
    ("minimum_own", Text("Part minimale d’autres financements", "Minimum share of other funding")),
    ("derogation_own", Text("Part minimale avec dérogation", "Minimum share with derogation")),
    ("minimum_months", Text("Durée minimale en mois", "Minimum duration in months")),
    ("maximum_months", Text("Durée maximale en mois", "Maximum duration in months")),
    ("minimum_partners", Text("Nombre minimal de membres", "Minimum number of members")),
    ("minimum_age_months", Text("Ancienneté minimale des membres, en mois", "Minimum age of members, in months")),
    ("first_results_month", Text("Mois des premiers résultats", "Month of the first results")),
    ("envelope", Text("Enveloppe", "Envelope")),
)
NOTHING = Text("aucune limite", "no limit")


@dataclass(frozen=True)
class Difference:
    """A value that changed; `before` and `after` are already written in both languages."""

    label: Text
    before: Text
    after: Text


@dataclass(frozen=True)
class VersionLine:
    """A published version. `changes` are the publisher's words, `differences` are computed."""

    number: int
    published_at: datetime
    digest: str
    changes: Text
    differences: tuple[Difference, ...]


def call_versions(call_id: uuid.UUID) -> tuple[VersionLine, ...]:
    """Every version of a call, newest first (one query)."""
    found: list[VersionLine] = []
    before: CallConfiguration | None = None
    for row in CallVersion.objects.filter(call_id=call_id).order_by("number"):
        after = configuration_of_version(row)
        changed = tuple(differences(before, after)) if before is not None else ()
        found.append(VersionLine(row.number, row.published_at, row.digest, Text.read(row.changes), changed))
        before = after
    return tuple(reversed(found))


def differences(before: CallConfiguration, after: CallConfiguration) -> Iterator[Difference]:
    """Limits, weights of criteria and names of pieces that differ."""
    for name, label in LIMITS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Difference(label, _written(old), _written(new))
    yield from _weights(before.criteria, after.criteria)
    old_pieces, new_pieces = (_names(each) for each in (before, after))
    if old_pieces != new_pieces:
        yield Difference(Text("Pièces demandées", "Required documents"), old_pieces, new_pieces)


def _weights(before: tuple[Criterion, ...], after: tuple[Criterion, ...]) -> Iterator[Difference]:
    old, new = ({each.key: each for each in criteria} for criteria in (before, after))
    for key in dict.fromkeys([*old, *new]):
        weights = [each[key].weight if key in each else None for each in (old, new)]
        if weights[0] != weights[1]:
            label = (new.get(key) or old[key]).label
            yield Difference(label, _written(weights[0]), _written(weights[1]))


def _names(configuration: CallConfiguration) -> Text:
    labels = [each.label for each in configuration.pieces if each.required]
    return Text(", ".join(each.fr for each in labels), ", ".join(each.in_language("en") for each in labels))


def _written(value: Money | Rate | int | None) -> Text:
    if value is None:
        return NOTHING
    if isinstance(value, Money | Rate):
        return Text(value.display("fr"), value.display("en"))
    return Text(str(value), str(value))
