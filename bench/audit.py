"""What the audit costs: one audited command, and the proof of the whole chain.

    make bench ARGS=audit

A command that changes nothing, run with and without the chain, so that the difference is the chain's own price; then
`verify_audit` on 10,000 entries. On a copy of the benchmarks' database, whose server does not wait for the disk: on a
durable server each commit adds the disk's own delay.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from _ground import copy_of, django_on, filled_database, machine, measured, print_table, say

ENTRIES = 10_000
BATCH = 100
INSTANT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def main() -> None:
    """Print the table."""
    with copy_of(filled_database()) as name, django_on(name):
        # imported here: Django must be set up first
        from django.db import transaction  # noqa: PLC0415

        from deffinum.foundation.audit.log import PendingEntry, append_entries, first_broken_link  # noqa: PLC0415
        from deffinum.foundation.commands import command  # noqa: PLC0415
        from deffinum.foundation.policies import PLATFORM  # noqa: PLC0415

        @command("bench.do_nothing")
        def do_nothing(*, subject_id: uuid.UUID, text: str, by: Any, now: datetime) -> None:
            """A command whose only work is to be audited."""

        def audited() -> None:
            do_nothing(subject_id=uuid.uuid4(), text="Un motif d’exemple. " * 20, by=PLATFORM, now=INSTANT)

        def bare() -> None:
            with transaction.atomic():
                pass

        def chain(count: int) -> None:
            entry = PendingEntry("bench.fill", None, "platform", INSTANT, {"subject_id": str(uuid.uuid4()), "n": 1})
            with transaction.atomic():
                append_entries([entry] * count)

        rows = [
            ["An empty transaction", *_figures(measured(bare, runs=200))],
            ["An audited command that does nothing", *_figures(measured(audited, runs=200))],
        ]
        for _batch in range(ENTRIES // BATCH):
            chain(BATCH)
        broken: list[object] = []
        proof = measured(lambda: broken.append(first_broken_link()), runs=3, warm_up=1)
        count = _count()
        each = [f"{value * ENTRIES / count:.0f}" for value in (proof.cpu, proof.wall)]
        rows.append([f"verify_audit, {ENTRIES:,} entries (of {count:,} walked)", *each])
        say(f"\nAudit — {machine()}\n")
        print_table(["What", "CPU ms", "Wall ms"], rows)
        say("\nEvery link holds." if not any(broken) else f"\nBroken: {broken[0]}")


def _figures(measure: Any) -> list[object]:
    return [f"{measure.cpu:.2f}", f"{measure.wall:.2f}"]


def _count() -> int:
    from deffinum.foundation.audit.models import AuditEntry  # noqa: PLC0415 - Django must be set up first

    return AuditEntry.objects.count()


if __name__ == "__main__":
    main()
