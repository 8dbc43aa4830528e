"""A call is configuration, not code (PRODUCT rule 5): the typed reading of `CallVersion.configuration`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deffinum.foundation.values import Money, Rate, Text

DOCUMENT_LANGUAGES = ("fr", "en")
"""Languages that the platform writes documents in; French, the first, is the language of administrative acts."""


class InvalidConfiguration(ValueError):
    """The configuration does not have the right shape; the message names the path."""


@dataclass(frozen=True)
class ExpenseCategory:
    """A kind of expense; `ceiling` is the largest share of the whole base it may take (None: no ceiling)."""

    key: str
    label: Text
    help: Text
    kind: str
    ceiling: Rate | None


@dataclass(frozen=True)
class Criterion:
    """A selection criterion; the weights of a call add up to 100 %. Marks go from 0 to `scale`."""

    key: str
    label: Text
    guidance: Text
    weight: Rate
    scale: int


@dataclass(frozen=True)
class RequiredPiece:
    """A document to attach; `per_partner` means one from each member."""

    key: str
    label: Text
    help: Text
    required: bool
    per_partner: bool
    media_types: frozenset[str]
    max_bytes: int


@dataclass(frozen=True)
class TrancheRule:
    """A share of the aid and what makes it payable (grants room: TrancheTrigger)."""

    share: Rate
    trigger: str
    label: Text


@dataclass(frozen=True)
class PrecheckQuestion:
    """One of the questions of the pre-check: an answer gives a value to a fact that the rules read."""

    key: str
    """Name of the answer in addresses and in the API."""
    fact: str
    """'application.base'…"""
    text: Text
    help: Text
    kind: str
    """'money', 'integer', 'yes_no' or 'choice'."""
    choices: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class ConfigurationSource:
    """The public page that a part of the configuration was read from."""

    about: str
    label: Text
    address: str


@dataclass(frozen=True)
class CallConfiguration:
    """Everything that distinguishes one call from another. Absent limits are None: the call does not set them.

    Limits describe the call and guide the budget table; the rule sets decide.
    """

    minimum_base: Money | None
    minimum_aid: Money | None
    maximum_aid: Money | None
    maximum_rate: Rate | None
    minimum_own: Rate | None
    derogation_own: Rate | None
    minimum_months: int | None
    maximum_months: int | None
    minimum_partners: int
    """Members, lead included."""
    required_partner_kinds: tuple[str, ...]
    minimum_age_months: int | None
    scopes: tuple[tuple[str, Text], ...]
    """Geographic reaches an application may have ('national', 'interregional', 'regional')."""
    first_results_month: int | None
    piece_delay_days: int
    """Time given to complete a file."""
    appeal_delay_days: int
    document_language: str
    """Language of the letters and agreements of this call: 'fr' unless it says 'en'."""
    experts_per_application: int
    envelope: Money | None
    categories: tuple[ExpenseCategory, ...]
    criteria: tuple[Criterion, ...]
    pieces: tuple[RequiredPiece, ...]
    tranches: tuple[TrancheRule, ...]
    precheck: tuple[PrecheckQuestion, ...]
    precheck_rules: Mapping[str, Any]
    """Rule set over the facts that the pre-check gives; empty when the call has no pre-check."""
    eligibility_rules: Mapping[str, Any]
    """Rule set over the facts of `queries/application_facts.py`; empty when no application is taken here."""
    who: Text
    what: Text
    how_much: Text
    caveats: Mapping[str, Text]
    """What readers must know about a part ('criteria', 'categories', 'calendar'…): sample values, missing sources."""
    sources: tuple[ConfigurationSource, ...]

    @property
    def maximum_years(self) -> int:
        """Project years in the budget table: the maximum duration rounded up (3 when the call sets none)."""
        return -(-(self.maximum_months or 36) // 12)


def read_configuration(data: Mapping[str, Any]) -> CallConfiguration:
    """Read the stored JSON. Raises InvalidConfiguration (wrong shape, weights or tranches that miss 100 %)."""
    try:
        found = _read(data)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise InvalidConfiguration(f"{type(problem).__name__}: {problem}") from problem
    _require_whole("criteria", [each.weight for each in found.criteria])
    _require_whole("tranches", [each.share for each in found.tranches])
    for name, keys in {
        "categories": [each.key for each in found.categories],
        "criteria": [each.key for each in found.criteria],
        "pieces": [each.key for each in found.pieces],
        "precheck": [each.key for each in found.precheck],
    }.items():
        if len(keys) != len(set(keys)):
            raise InvalidConfiguration(f"{name}: two entries share a key.")
    return found


def _require_whole(name: str, rates: list[Rate]) -> None:
    if rates and sum(rate.basis_points for rate in rates) != 10_000:
        raise InvalidConfiguration(f"{name}: the shares must add up to 10000 basis points.")


def _read(data: Mapping[str, Any]) -> CallConfiguration:
    limits = data["limits"]
    return CallConfiguration(
        minimum_base=_money(limits.get("minimum_base_cents")),
        minimum_aid=_money(limits.get("minimum_aid_cents")),
        maximum_aid=_money(limits.get("maximum_aid_cents")),
        maximum_rate=_rate(limits.get("maximum_rate_basis_points")),
        minimum_own=_rate(limits.get("minimum_own_basis_points")),
        derogation_own=_rate(limits.get("derogation_own_basis_points")),
        minimum_months=_integer(limits.get("minimum_months")),
        maximum_months=_integer(limits.get("maximum_months")),
        minimum_partners=int(limits.get("minimum_partners", 1)),
        required_partner_kinds=tuple(limits.get("required_partner_kinds", ())),
        minimum_age_months=_integer(limits.get("minimum_age_months")),
        scopes=_choices(data.get("scopes", ())),
        first_results_month=_integer(limits.get("first_results_month")),
        piece_delay_days=int(data.get("piece_delay_days", 10)),
        appeal_delay_days=int(data.get("appeal_delay_days", 60)),
        document_language=_document_language(data.get("document_language", "fr")),
        experts_per_application=int(data.get("experts_per_application", 2)),
        envelope=_money(data.get("envelope_cents")),
        categories=tuple(_category(each) for each in data["categories"]),
        criteria=tuple(_criterion(each) for each in data["criteria"]),
        pieces=tuple(_piece(each) for each in data["pieces"]),
        tranches=tuple(_tranche(each) for each in data["tranches"]),
        precheck=tuple(_precheck_question(each) for each in data["precheck"]),
        precheck_rules=data["precheck_rules"],
        eligibility_rules=data["eligibility_rules"],
        who=Text.read(data["who"]),
        what=Text.read(data["what"]),
        how_much=Text.read(data["how_much"]),
        caveats={part: Text.read(words) for part, words in data.get("caveats", {}).items()},
        sources=tuple(
            ConfigurationSource(each["about"], Text.read(each["label"]), each["address"])
            for each in data.get("sources", ())
        ),
    )


def _category(data: Mapping[str, Any]) -> ExpenseCategory:
    return ExpenseCategory(
        key=data["key"],
        label=Text.read(data["label"]),
        help=Text.read(data.get("help", "")),
        kind=data["kind"],
        ceiling=_rate(data.get("ceiling_basis_points")),
    )


def _criterion(data: Mapping[str, Any]) -> Criterion:
    return Criterion(
        key=data["key"],
        label=Text.read(data["label"]),
        guidance=Text.read(data.get("guidance", "")),
        weight=Rate(int(data["weight_basis_points"])),
        scale=int(data.get("scale", 5)),
    )


def _piece(data: Mapping[str, Any]) -> RequiredPiece:
    return RequiredPiece(
        key=data["key"],
        label=Text.read(data["label"]),
        help=Text.read(data.get("help", "")),
        required=bool(data["required"]),
        per_partner=bool(data.get("per_partner", False)),
        media_types=frozenset(data["media_types"]),
        max_bytes=int(data["max_bytes"]),
    )


def _tranche(data: Mapping[str, Any]) -> TrancheRule:
    return TrancheRule(Rate(int(data["share_basis_points"])), data["trigger"], Text.read(data["label"]))


def _precheck_question(data: Mapping[str, Any]) -> PrecheckQuestion:
    return PrecheckQuestion(
        key=data["key"],
        fact=data["fact"],
        text=Text.read(data["text"]),
        help=Text.read(data.get("help", "")),
        kind=data["kind"],
        choices=_choices(data.get("choices", ())),
    )


def _document_language(code: str) -> str:
    if code not in DOCUMENT_LANGUAGES:
        raise ValueError(f"document_language: {code!r} is none of {', '.join(DOCUMENT_LANGUAGES)}.")
    return code


def _choices(data: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, Text], ...]:
    return tuple((each["key"], Text.read(each["label"])) for each in data)


def _money(cents: Any) -> Money | None:
    return None if cents is None else Money(cents)


def _rate(basis_points: Any) -> Rate | None:
    return None if basis_points is None else Rate(int(basis_points))


def _integer(value: Any) -> int | None:
    return None if value is None else int(value)
