"""What does a call plan for an agreement: its tranches, and the deliverables that make them payable?"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from deffinum.foundation.values import Rate, Text
from deffinum.rooms.calls.public import CallConfiguration
from deffinum.rooms.grants.words import PAYMENT_DAYS, TrancheTrigger

DEFAULT_MONTHS = 36
"""Duration taken when the application gives none: the longest of the plan's calls."""


@dataclass(frozen=True)
class PlannedTranche:
    """A share of the aid and what makes it payable."""

    share: Rate
    trigger: TrancheTrigger
    label: Text


@dataclass(frozen=True)
class PlannedDeliverable:
    """A deliverable of a draft; `unlocks` is the place (from 0) of the tranche that its acceptance makes payable."""

    title: str
    month: int
    unlocks: int | None


def planned_tranches(configuration: CallConfiguration) -> tuple[PlannedTranche, ...]:
    """The call's tranches; a call that says nothing pays everything at the signature.

    Raises ValueError for a trigger that this room does not know.
    """
    found = tuple(
        PlannedTranche(each.share, TrancheTrigger(each.trigger), each.label) for each in configuration.tranches
    )
    whole = Text("100 % à la signature de la convention", "100% when the agreement is signed")
    return found or (PlannedTranche(Rate(10_000), TrancheTrigger.SIGNATURE, whole),)


def planned_deliverables(configuration: CallConfiguration, *, months: int | None) -> tuple[PlannedDeliverable, ...]:
    """First results when the call sets their month, then one report for each tranche that waits for one.

    Reports on the way are spread evenly over the project; the final one comes with its last month. Titles are in
    the language of the call's documents: they enter the agreement.
    """
    duration = months or DEFAULT_MONTHS
    tranches = planned_tranches(configuration)
    midway = [rank for rank, each in enumerate(tranches) if each.trigger == TrancheTrigger.MID_TERM]
    found = []
    with override(configuration.document_language):
        if configuration.first_results_month and configuration.first_results_month <= duration:
            found.append(PlannedDeliverable(_("Premiers résultats"), configuration.first_results_month, None))
        for order, rank in enumerate(midway, start=1):
            month = max(1, duration * order // (len(midway) + 1))
            number = f" {order}" if len(midway) > 1 else ""
            found.append(PlannedDeliverable(_("Rapport intermédiaire") + number, month, rank))
        for rank, each in enumerate(tranches):
            if each.trigger == TrancheTrigger.FINAL:
                found.append(PlannedDeliverable(_("Rapport final et compte rendu financier"), duration, rank))
    return tuple(sorted(found, key=lambda each: each.month))


def after_months(start: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def last_day(start: date, months: int) -> date:
    """The last day of a project of `months` months: the eve of the same day of a later month.

    When that month is too short to have the day, its own last day (code de procédure civile, article 641: from
    31 January, one month ends on 28 February).
    """
    same = after_months(start, months)
    return same if same.day < start.day else same - timedelta(days=1)


def payment_deadline(payable_since: date) -> date:
    """The last day to pay on time (law 2021-875: 60 days)."""
    return payable_since + timedelta(days=PAYMENT_DAYS)
