"""`manage.py verify_audit`: prove the audit chain, or name its first broken link."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deffinum.foundation.audit.log import first_broken_link
from deffinum.foundation.audit.models import AuditEntry

CAUSES = {
    "missing": "the entry is missing",
    "previous": "it does not follow the entry before it",
    "content": "its content was changed after it was written",
}


class Command(BaseCommand):
    """Exit 0 when every link holds, 1 with the first broken link otherwise."""

    help = "Verify the hash chain of the audit log."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the verdict."""
        broken = first_broken_link()
        if broken is not None:
            raise CommandError(f"Broken link at entry {broken.sequence}: {CAUSES[broken.cause]}.")
        last = AuditEntry.objects.order_by("-sequence").first()
        if last is None:
            self.stdout.write("The log is empty.")
        else:
            self.stdout.write(f"{last.sequence} entries, every link holds. Last hash: {last.hash}")
