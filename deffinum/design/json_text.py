"""Read JSON that somebody sent: never deeper than anything that the platform asks for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError

DEEPEST = 12
"""Lists and objects inside one another; the deepest that is asked for, a table in a body of the API, has six."""


class JsonUnreadable(DomainError):
    """Not JSON, or a text in it that cannot be kept."""

    status: ClassVar[int] = 400


class JsonTooDeep(DomainError):
    """Lists inside lists without end: the reader, or what reads it after, would use up its stack."""

    status: ClassVar[int] = 400


def read_json(text: str | bytes) -> Any:
    """The value that a JSON text holds. Raises JsonUnreadable, JsonTooDeep."""
    try:
        value = json.loads(text)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise JsonUnreadable(
            _("Ce qui a été envoyé n’est pas du JSON bien formé. Rien n’a été enregistré ; corrigez, puis renvoyez.")
        ) from error
    boxes = _boxes([value])
    for _level in range(DEEPEST):
        boxes = _boxes(inner for each in boxes for inner in (each.values() if isinstance(each, dict) else each))
    if boxes:
        raise _too_deep()
    if not all(_can_be_kept(each) for each in _texts(value)):
        raise JsonUnreadable(
            _(
                "Un texte envoyé contient un caractère qui ne s’enregistre pas (le caractère nul, ou une moitié de "
                "caractère). Rien n’a été enregistré ; retirez-le, puis renvoyez."
            )
        )
    return value


def _texts(value: Any) -> Iterator[str]:
    """Every text inside, names of members too; the depth was checked before."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _can_be_kept(text: str) -> bool:
    """PostgreSQL keeps no null character, and UTF-8 no surrogate that stands alone (RFC 8259, section 8.2)."""
    return "\x00" not in text and not any("\ud800" <= each <= "\udfff" for each in text)


def _boxes(values: Iterable[Any]) -> list[list[Any] | dict[str, Any]]:
    return [each for each in values if isinstance(each, list | dict)]


def _too_deep() -> JsonTooDeep:
    return JsonTooDeep(
        _("Ce qui a été envoyé contient plus de %(most)s listes emboîtées. Rien n’a été enregistré.")
        % {"most": DEEPEST}
    )
