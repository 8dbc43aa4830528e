"""Read JSON that somebody sent: never deeper than anything that the platform asks for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError

DEEPEST = 12
"""Lists and objects inside one another; the deepest that is asked for, a table in a body of the API, has six."""


class JsonUnreadable(DomainError):
    """Not JSON."""

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
    return value


def _boxes(values: Iterable[Any]) -> list[list[Any] | dict[str, Any]]:
    return [each for each in values if isinstance(each, list | dict)]


def _too_deep() -> JsonTooDeep:
    return JsonTooDeep(
        _("Ce qui a été envoyé contient plus de %(most)s listes emboîtées. Rien n’a été enregistré.")
        % {"most": DEEPEST}
    )
