"""What every entry of the plan must carry: a reason, and a public page that anyone may open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.values import PartialDate, Text
from deffinum.rooms.plan.models import PublicSource


class ReasonMissing(DomainError):
    """An entry without a reason cannot be defended later."""

    status = 422


class SourceUnusable(DomainError):
    """The source has no author, or its address is not a public web page."""

    status = 422


class DateInTheFuture(DomainError):
    """A source cannot have said something tomorrow."""

    status = 422


@dataclass(frozen=True)
class SourceAsked:
    """Who says it, and the address of the public page."""

    said_by: str
    address: str


def source_row(asked: SourceAsked) -> PublicSource:
    """The stored source, made when it is new. Raises SourceUnusable."""
    said_by, address = asked.said_by.strip(), asked.address.strip()
    if not said_by:
        raise SourceUnusable(_("Indiquez qui le dit : chaque entrée publique porte son auteur."), field="said_by")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or "." not in parts.netloc:
        raise SourceUnusable(
            _("Indiquez l’adresse complète de la page publique, par exemple https://exemple.fr/page."), field="address"
        )
    row, _made = PublicSource.objects.get_or_create(said_by=said_by, address=address)
    return row


def required_reason(reason: Text) -> dict[str, str]:
    """The reason as stored JSON. Raises ReasonMissing when the French sentence is empty."""
    if not reason.fr.strip():
        raise ReasonMissing(
            _("Indiquez le motif : il est publié avec l’entrée. Rien n’a été enregistré."), field="reason"
        )
    return Text(reason.fr.strip(), reason.en.strip()).stored()


def date_that_has_come(as_of: PartialDate, *, now: datetime) -> str:
    """The date as stored text. Raises DateInTheFuture."""
    if as_of.is_after(now.date()):
        raise DateInTheFuture(
            _("Cette date est à venir. Rien n’a été enregistré ; indiquez la date de la source."), field="as_of"
        )
    return as_of.text
