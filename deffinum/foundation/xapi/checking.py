"""Check statements, actors and identifiers: what is refused, where, and in which words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import jsonschema_rs
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deffinum.foundation.errors import DomainError
from deffinum.foundation.xapi import formats
from deffinum.foundation.xapi.schema import COMPONENT_LISTS, rules

Json = Any
"""What orjson reads: dict, list, str, int, float, bool or None."""

_KIND = jsonschema_rs.ValidationErrorKind
_UUID = re.compile(formats.UUID)
_LANGUAGE = re.compile(formats.LANGUAGE)
_IRI = re.compile(formats.IRI)
_TIMESTAMP = re.compile(formats.TIMESTAMP)


class InvalidStatement(DomainError):
    """The JSON does not follow xAPI. `path` names the place: `statements[3].actor.mbox`."""

    status = 400

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"{path} : {sentence}")
        self.path = path


def check_statements(statements: list[Json], *, second: bool, places: Sequence[int] | None = None) -> None:
    """Refuse the whole list when one statement breaks a rule of its version (2.0 when `second`).

    `places`: where each stands in the batch that it is a piece of. Raises InvalidStatement.
    """
    known = range(len(statements)) if places is None else places
    if (wrong := _first_error("statements", statements, second=second)) is not None:
        path = list(wrong.instance_path)
        if path and isinstance(path[0], int):
            path[0] = known[path[0]]
        raise InvalidStatement(_shown("statements", path), _sentence(wrong))
    for place, each in zip(known, statements, strict=True):
        _check_beyond_the_schema(f"statements[{place}]", each)


def check_part(name: str, value: Json, *, second: bool, where: str) -> None:
    """Check one piece alone: 'agent', 'actor', 'activity'… (parameters of a query). Raises InvalidStatement."""
    if (wrong := _first_error(name, value, second=second)) is not None:
        raise InvalidStatement(_shown(where, wrong.instance_path), _sentence(wrong))


def is_uuid(text: str) -> bool:
    """In the standard form: five groups of hexadecimal digits."""
    return _UUID.fullmatch(text) is not None


def is_iri(text: str) -> bool:
    """An absolute IRI, scheme included."""
    return _IRI.fullmatch(text) is not None


def is_language_tag(text: str) -> bool:
    """A tag that a language map may have as a key (RFC 5646)."""
    return _LANGUAGE.fullmatch(text) is not None


def instant_of(text: str) -> datetime:
    """The instant in UTC; a date alone is its midnight, a time without an offset is UTC (ISO 8601, xAPI 4.5).

    Raises ValueError when it is no real instant or its offset is -00:00.
    """
    if _TIMESTAMP.fullmatch(text) is None:
        raise ValueError(text)
    return _well_formed_instant(text)


def _well_formed_instant(text: str) -> datetime:
    if text[17:19] == "60":  # a leap second counts as the last one of its minute
        text = f"{text[:17]}59{text[19:]}"
    instant = datetime.fromisoformat(text.replace(",", ".").upper())
    if instant.tzinfo is None:
        return instant.replace(tzinfo=UTC)
    try:
        return instant.astimezone(UTC)
    except OverflowError:  # before the year 1 or after 9999, once in UTC
        raise ValueError(text) from None


def _check_beyond_the_schema(where: str, statement: dict[str, Json]) -> None:
    for name in ("timestamp", "stored"):
        if name in statement:
            try:
                _well_formed_instant(statement[name])
            except ValueError:
                raise InvalidStatement(f"{where}.{name}", _("cet instant n’existe pas.")) from None
    if score := statement.get("result", {}).get("score"):
        _check_score(f"{where}.result.score", score)
    thing = statement["object"]
    if thing.get("objectType") == "SubStatement":
        _check_beyond_the_schema(f"{where}.object", thing)
    elif definition := thing.get("definition"):
        _check_components(f"{where}.object.definition", definition)


def _check_score(where: str, score: dict[str, float]) -> None:
    low, high, raw = score.get("min"), score.get("max"), score.get("raw")
    if low is not None and high is not None and low >= high:
        raise InvalidStatement(where, _("« min » doit être inférieur à « max »."))
    if raw is not None and ((low is not None and raw < low) or (high is not None and raw > high)):
        raise InvalidStatement(f"{where}.raw", _("la valeur sort de l’intervalle de « min » à « max »."))


def _check_components(where: str, definition: dict[str, Json]) -> None:
    for name in COMPONENT_LISTS:
        if name in definition:
            known = [each["id"] for each in definition[name]]
            if len(set(known)) != len(known):
                raise InvalidStatement(f"{where}.{name}", _("deux éléments portent le même « id »."))


def _first_error(name: str, value: Json, *, second: bool) -> jsonschema_rs.ValidationError | None:
    """What is wrong first. All of it takes a time in the square of how much there is (each keeps its place)."""
    validator = rules(name, second=second)
    if validator.is_valid(value):  # five times as quick as being told that nothing is wrong
        return None
    try:
        validator.validate(value)
    except jsonschema_rs.ValidationError as wrong:
        return wrong
    return None


def _shown(root: str, path: list[str | int]) -> str:
    shown = root
    for step in path:
        if isinstance(step, int):
            shown += f"[{step}]"
        else:
            shown += f".{step}" if step.isidentifier() else f"[« {step[:80]} »]"
    return shown


def _sentence(error: jsonschema_rs.ValidationError) -> str:
    match error.kind:
        case _KIND.PropertyNames(error=inner):
            return _("une clé est refusée : %(why)s") % {"why": _sentence(inner)}
        case _KIND.AdditionalProperties(unexpected=unexpected):
            names = ", ".join(f"« {each[:40]} »" for each in unexpected[:3])
            return ngettext(
                "la propriété %(names)s n’existe pas à cet endroit (la casse compte).",
                "les propriétés %(names)s n’existent pas à cet endroit (la casse compte).",
                len(unexpected),
            ) % {"names": names}
        case _KIND.Required(property=name):
            return _("il manque la propriété « %(name)s ».") % {"name": name}
        case _KIND.OneOfNotValid() | _KIND.OneOfMultipleValid():
            return _(
                "il faut un identifiant et un seul : mbox, mbox_sha1sum, openid ou account (un groupe sans identifiant "
                "nomme ses membres)."
            )
        case _KIND.FalseSchema():
            return _("cette propriété n’est permise que si l’objet est une activité.")
    what = _wanted(error.kind)
    return _("il faut %(what)s.") % {"what": what} if what else _("la valeur ne suit pas le standard.")


def _wanted(kind: jsonschema_rs.ValidationErrorKind) -> str:
    match kind:
        case _KIND.Pattern(pattern=pattern):
            return str(formats.WORDS.get(pattern, pattern))
        case _KIND.Type(types=types):
            return _(" ou ").join(_type_words(each) for each in types)
        case _KIND.Enum(options=options):
            return _("l’une de ces valeurs : %(options)s") % {"options": options}
        case _KIND.Constant(expected_value=expected):
            return _("la valeur « %(expected)s »") % {"expected": expected}
        case _KIND.Minimum(limit=limit):
            return _("au moins %(limit)s") % {"limit": limit}
        case _KIND.Maximum(limit=limit):
            return _("au plus %(limit)s") % {"limit": limit}
        case _KIND.MinItems(limit=limit) | _KIND.MaxItems(limit=limit):
            return _("un nombre d’éléments de %(limit)s") % {"limit": limit}
    return ""


def _type_words(name: str) -> str:
    words = {
        "object": _("un objet"),
        "array": _("une liste"),
        "string": _("un texte"),
        "number": _("un nombre"),
        "integer": _("un nombre entier"),
        "boolean": _("vrai ou faux (true ou false)"),
    }
    return words.get(name, name)
