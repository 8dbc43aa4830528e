"""Write a deposit: the picture of the file, its hash, the fact. Shared by the first deposit and by the later ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import ngettext

from deffinum.foundation import events
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.events import ApplicationSubmitted
from deffinum.rooms.calls.lifecycle import APPLICATION, PARTNER
from deffinum.rooms.calls.models import Application, Submission
from deffinum.rooms.calls.queries.application_rows import ApplicationRows, rows_of
from deffinum.rooms.calls.queries.completeness import Gap, completeness_of
from deffinum.rooms.calls.queries.submission_snapshot import SubmissionReceipt, receipt_of, snapshot_hash, snapshot_of
from deffinum.rooms.calls.words import PartnerState, Punctuality


class ApplicationIncomplete(DomainError):
    """Something still blocks the deposit; `gaps` says what, in the order of the pages."""

    status: ClassVar[int] = 422

    def __init__(self, gaps: Iterable[Gap]) -> None:
        self.gaps = tuple(gaps)
        count = len(self.gaps)
        listed = " · ".join(each.sentence for each in self.gaps[:3])
        sentence = ngettext(
            "Le dossier n’est pas complet : il n’a pas été déposé, et rien n’est perdu. Il reste %(count)s point : "
            "%(gaps)s",
            "Le dossier n’est pas complet : il n’a pas été déposé, et rien n’est perdu. Il reste %(count)s points, "
            "dont : %(gaps)s",
            count,
        )
        super().__init__(sentence % {"count": count, "gaps": listed})


@dataclass(frozen=True)
class Deposit:
    """A locked application about to be deposited."""

    application: Application
    idempotency_key: str
    by: Actor
    now: datetime

    def replayed(self) -> SubmissionReceipt | None:
        """The receipt that a repeated request of the lead already got; whoever else knows the key gets nothing."""
        if not self.by.belongs_to(self.application.lead_id):
            return None
        done = self.application.submissions.filter(idempotency_key=self.idempotency_key).first()
        return self._receipt(done) if done else None

    def complete_rows(self) -> ApplicationRows:
        """The file's content; the lead validates its own part by depositing. Raises ApplicationIncomplete."""
        gaps = completeness_of(rows_of(self.application), now=self.now).gaps
        if gaps:
            raise ApplicationIncomplete(gaps)
        for lead in self.application.partners.filter(role="lead", state=PartnerState.JOINED):
            PARTNER.move(lead, "sign_off", by=self.by, now=self.now, evidence={"cause": "deposit"})
            lead.mark_signed(self.by.account_id, self.now)
        return rows_of(self.application)

    def write(self, move: str, accepted_as: Punctuality) -> SubmissionReceipt:
        """Store the snapshot, change the state, publish ApplicationSubmitted. Raises ApplicationIncomplete."""
        snapshot = snapshot_of(self.complete_rows())
        digest = snapshot_hash(snapshot)
        submission = Submission.objects.create(
            application=self.application,
            number=self.application.submissions.count() + 1,
            snapshot=snapshot,
            sha256=digest,
            idempotency_key=self.idempotency_key,
            submitted_by=self.by.account_id,
            submitted_at=self.now,
            accepted_as=accepted_as,
        )
        evidence = {"sha256": digest, "accepted_as": accepted_as}
        APPLICATION.move(self.application, move, by=self.by, now=self.now, evidence=evidence)
        self.application.submitted_at = self.now
        self.application.save(update_fields=["submitted_at"])
        events.publish(
            ApplicationSubmitted(application_id=self.application.pk, submission_id=submission.pk, submitted_at=self.now)
        )
        return self._receipt(submission)

    def _receipt(self, submission: Submission) -> SubmissionReceipt:
        submission.application = self.application
        return receipt_of(submission)
