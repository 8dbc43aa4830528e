"""Put a file back as it was deposited: what was changed and never sent again does not count."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deffinum.foundation.files.words import KEPT
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.commands.drop_unused_file import drop_unused_file
from deffinum.rooms.calls.models import (
    AnswerRevision,
    Application,
    Attachment,
    BudgetLine,
    FundingLine,
    Submission,
)

IDENTITY = ("title", "acronym", "months", "scope", "region_code")


@dataclass(frozen=True)
class RestoredDeposit:
    """A locked application and the deposit that it goes back to."""

    application: Application
    submission: Submission
    by: Actor
    now: datetime

    def write(self) -> None:
        """Bring identity, answers, amounts and pieces back to the snapshot; the history of changes stays."""
        snapshot = self.submission.snapshot
        for name in IDENTITY:
            setattr(self.application, name, snapshot[name])
        self.application.save(update_fields=IDENTITY)
        self._answers(snapshot["answers"])
        self._budget(snapshot["budget"])
        self._funding(snapshot["funding"])
        self._pieces(snapshot["pieces"])
        self.application.keep_totals()

    def _answers(self, deposited: list[dict[str, Any]]) -> None:
        kept = {(each["partner_id"], each["field"]): each["value"] for each in deposited}
        for answer in self.application.answers.all():
            value = kept.get((_text(answer.partner_id), answer.field_key))
            if answer.value == value:
                continue
            answer.value, answer.version = value, answer.version + 1
            answer.saved_by, answer.saved_at = self.by.account_id, self.now
            answer.save()
            AnswerRevision.objects.create(
                answer=answer, version=answer.version, value=value, saved_by=self.by.account_id, saved_at=self.now
            )

    def _budget(self, deposited: list[dict[str, Any]]) -> None:
        kept = {(each["partner_id"], each["category"], each["year"]): each["amount_cents"] for each in deposited}
        for line in BudgetLine.objects.filter(application=self.application):
            cents = kept.get((str(line.partner_id), line.category_key, line.year), 0)
            if line.amount_cents != cents:
                line.amount_cents, line.version = cents, line.version + 1
                line.save(update_fields=["amount_cents", "version"])

    def _funding(self, deposited: list[dict[str, Any]]) -> None:
        kept = {(each["partner_id"], each["kind"], each["label"]): each["amount_cents"] for each in deposited}
        for line in FundingLine.objects.filter(application=self.application):
            cents = kept.pop((str(line.partner_id), line.kind, line.label), None)
            if cents is None:
                line.delete()
            elif line.amount_cents != cents:
                line.amount_cents, line.version = cents, line.version + 1
                line.save(update_fields=["amount_cents", "version"])
        for (partner_id, kind, label), cents in kept.items():
            FundingLine.objects.create(
                application=self.application, partner_id=partner_id, kind=kind, label=label, amount_cents=cents,
                saved_by=self.by.account_id, saved_at=self.now,
            )  # fmt: skip

    def _pieces(self, deposited: list[dict[str, Any]]) -> None:
        kept = {(each["piece"], each["partner_id"]): each["sha256"] for each in deposited}
        for piece in self.application.attachments.current().select_related("file"):
            place = (piece.piece_key, _text(piece.partner_id))
            if kept.get(place) == piece.file.sha256:
                del kept[place]
                continue
            piece.removed_by, piece.removed_at = self.by.account_id or piece.added_by, self.now
            piece.save(update_fields=["removed_by", "removed_at"])
            drop_unused_file(file_id=piece.file_id, by=self.by, now=self.now)
        for (key, partner_id), sha256 in kept.items():
            before = Attachment.objects.filter(
                application=self.application, piece_key=key, partner_id=partner_id, file__sha256=sha256,
                file__state=KEPT,
            ).first()  # fmt: skip
            if before is not None:
                Attachment.objects.create(
                    application=self.application, partner_id=partner_id, piece_key=key, file_id=before.file_id,
                    added_by=before.added_by, added_at=before.added_at,
                )  # fmt: skip


def _text(identifier: uuid.UUID | None) -> str | None:
    return str(identifier) if identifier else None
