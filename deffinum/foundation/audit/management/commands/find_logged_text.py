"""`manage.py find_logged_text < text`: prove that a text is the one that a command was given."""

from __future__ import annotations

import sys
from datetime import UTC
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import TextField
from django.db.models.functions import Cast

from deffinum.foundation.audit.arguments import seal
from deffinum.foundation.audit.models import AuditEntry


class Command(BaseCommand):
    """Exit 0 with the entries found, 1 when there is none. A text written under an older key needs that key."""

    help = "Name the entries of the audit log that were given the text read from the standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line an entry: sequence, instant, command, actor. The final line break is not of the text."""
        proof = str(seal(sys.stdin.read().removesuffix("\n"))["hmac_sha256"])
        rows = AuditEntry.objects.alias(told=Cast("arguments", TextField())).filter(told__contains=proof)
        found = [
            f"{each.sequence} {each.instant.astimezone(UTC).isoformat()} {each.command} "
            f"{each.actor_id or each.actor_kind}"
            for each in rows
        ]
        if not found:
            raise CommandError("No entry was given this text (line by line, space by space) under this key.")
        self.stdout.write("\n".join(found))
