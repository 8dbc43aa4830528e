"""Work that comes back."""

from __future__ import annotations

from django.utils import timezone

from deffinum.foundation.jobs.registry import periodic_job
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.records.commands.apply_retention import forget_old_statements
from deffinum.rooms.records.commands.fold_statements import fold_statements
from deffinum.rooms.records.commands.prepare_months import prepare_months
from deffinum.rooms.records.queries.fold_state import foldable_until, stores_to_fold
from deffinum.rooms.records.queries.retention import ends_of_retention, has_older


@periodic_job("records.apply_retention", cron="10 4 * * *")
def apply_retention(timestamp: int) -> None:
    """Delete what is older than each store's longest rule. By the real clock, as statements are dated: the sample clock
    never deletes any.
    """
    now = timezone.now()
    for each in ends_of_retention(now=now):
        while has_older(store_id=each.store_id, before=each.before):
            forget_old_statements(store_id=each.store_id, before=each.before, by=PLATFORM, now=now)


@periodic_job("records.prepare_months", cron="5 1 * * *")
def make_months(timestamp: int) -> None:
    """Give each of the next three months of statements a table of its own."""
    prepare_months(by=PLATFORM, now=timezone.now())


@periodic_job("records.fold_statements", cron="* * * * *")
def fold_new_statements(timestamp: int) -> None:
    """Bring the figures of every store up to what can no longer change, a bounded batch a transaction."""
    until, now = foldable_until(), timezone.now()
    for store_id in stores_to_fold():
        while fold_statements(store_id=store_id, until=until, by=PLATFORM, now=now):
            pass
