"""Add what a source says about a line of money."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money, Text
from deffinum.rooms.plan.commands.evidence import Evidence
from deffinum.rooms.plan.models import EnvelopeEntry, EnvelopeLine
from deffinum.rooms.plan.policies import may_record_on_plan
from deffinum.rooms.plan.words import Qualifier

NO_TEXT = Text("")


class LineUnknown(DomainError):
    """No line of money has this slug."""

    status = 404


class AmountNegative(DomainError):
    """An envelope is never below zero."""

    status = 422


class EntryAlreadyThere(DomainError):
    """The same source already gives this amount at this date."""


@command("plan.record_envelope_entry")
def record_envelope_entry(
    *,
    line_slug: str,
    amount: Money,
    evidence: Evidence,
    qualifier: str = "",
    as_of_note: Text = NO_TEXT,
    note: Text = NO_TEXT,
    by: Actor,
    now: datetime,
) -> uuid.UUID:
    """Add an entry to a line (append-only: entries that disagree stay side by side); returns the entry's id.

    Raises Refused, LineUnknown, AmountNegative, EntryAlreadyThere, DateInTheFuture, ReasonMissing, SourceUnusable.
    """
    line = (
        EnvelopeLine.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan")
        .filter(slug=line_slug)
        .first()
    )
    may_record_on_plan(by, line.plan if line else None, now=now).require()
    if line is None:
        raise LineUnknown(_("Cette ligne n’existe pas. Rien n’a été enregistré : choisissez-la dans la liste."))
    if amount.cents < 0:
        raise AmountNegative(_("Un montant d’enveloppe n’est pas négatif. Rien n’a été enregistré."), field="amount")
    columns = evidence.columns(by=by, now=now)
    same = {"line": line, "as_of": columns["as_of"], "source": columns["source"], "amount_cents": amount.cents}
    if EnvelopeEntry.objects.filter(**same).exists():
        raise EntryAlreadyThere(
            _("Cette source donne déjà ce montant à cette date. Rien n’a été ajouté : l’entrée est publiée."),
            field="amount",
        )
    entry = EnvelopeEntry.objects.create(
        line=line,
        amount_cents=amount.cents,
        qualifier=Qualifier(qualifier),
        as_of_note=as_of_note.stored(),
        note=note.stored(),
        **columns,
    )
    return entry.pk
