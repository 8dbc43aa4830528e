"""What every entry of the plan must carry: a date, a reason, and a public page that anyone may open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
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


class EvidenceColumns(TypedDict):
    """The columns that every entry shares."""

    as_of: str
    reason: dict[str, str]
    source: PublicSource
    entered_by: UUID | None
    entered_at: datetime


@dataclass(frozen=True)
class Evidence:
    """The date that the source gives ('' when it gives none), why the entry is recorded, who says it and where."""

    as_of: PartialDate
    reason: Text
    said_by: str
    address: str

    def columns(self, *, by: Actor, now: datetime) -> EvidenceColumns:
        """Checked, and the source's row made when it is new.

        Raises DateInTheFuture, ReasonMissing (no French sentence), SourceUnusable.
        """
        if self.as_of.is_after(day_of(now)):
            raise DateInTheFuture(
                _("Cette date est à venir. Rien n’a été enregistré ; indiquez la date de la source."), field="as_of"
            )
        reason = Text(self.reason.fr.strip(), self.reason.en.strip())
        if not reason.fr:
            raise ReasonMissing(
                _("Indiquez le motif : il est publié avec l’entrée. Rien n’a été enregistré."), field="reason"
            )
        return EvidenceColumns(
            as_of=self.as_of.text,
            reason=reason.stored(),
            source=self._source_row(),
            entered_by=by.account_id,
            entered_at=now,
        )

    def _source_row(self) -> PublicSource:
        said_by, address = self.said_by.strip(), self.address.strip()
        if not said_by:
            raise SourceUnusable(_("Indiquez qui le dit : chaque entrée publique porte son auteur."), field="said_by")
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or "." not in parts.netloc:
            raise SourceUnusable(
                _("Indiquez l’adresse complète de la page publique, par exemple https://exemple.fr/page."),
                field="address",
            )
        return PublicSource.objects.get_or_create(said_by=said_by, address=address)[0]
