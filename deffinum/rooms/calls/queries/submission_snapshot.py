"""What exactly is deposited? A canonical picture of the file, and its hash."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db.models import F

from deffinum.rooms.calls.models import Application, Submission
from deffinum.rooms.calls.queries.application_rows import ApplicationRows
from deffinum.rooms.calls.words import Punctuality

SNAPSHOT_FORMAT = 1


@dataclass(frozen=True)
class DepositedFile:
    """A piece as the receipt lists it. `size` in bytes."""

    piece_key: str
    name: str
    partner_name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class SubmissionReceipt:
    """Proof of a deposit: the server's instant, and the hash of what was deposited."""

    submission_id: uuid.UUID
    application_id: uuid.UUID
    reference: str
    number: int
    submitted_at: datetime
    accepted_as: Punctuality
    closes_at: datetime | None
    zone: str
    sha256: str
    files: tuple[DepositedFile, ...]


def snapshot_of(rows: ApplicationRows) -> dict[str, Any]:
    """The file as plain JSON: identity, members, answers, budget, financing plan, pieces with their SHA-256.

    Everything is in a fixed order, amounts are in cents, so that the same file always gives the same bytes.
    """
    application = rows.application
    members = {each.pk for each in rows.members}
    return {
        "format": SNAPSHOT_FORMAT,
        "reference": application.reference,
        "call": {"slug": application.call.slug, "version": application.call_version.number,
                 "digest": application.call_version.digest},
        "wave": application.wave.number if application.wave else None,
        "title": application.title,
        "acronym": application.acronym,
        "months": application.months,
        "scope": application.scope,
        "region_code": application.region_code,
        "base_cents": rows.budget.base.cents,
        "aid_cents": rows.budget.aid.cents,
        "partners": [_partner(each) for each in rows.members],
        "answers": sorted(
            (
                {"partner_id": _text(each.partner_id), "field": each.field_key, "value": each.value}
                for each in rows.answers
                if each.value is not None and (each.partner_id is None or each.partner_id in members)
            ),
            key=lambda each: (each["partner_id"] or "", each["field"]),
        ),
        "budget": sorted(
            (
                {"partner_id": str(each.partner_id), "category": each.category_key, "year": each.year,
                 "amount_cents": each.amount_cents}
                for each in rows.budget_lines
                if each.partner_id in members and each.amount_cents
            ),
            key=lambda each: (each["partner_id"], each["category"], each["year"]),
        ),
        "funding": sorted(
            (
                {"partner_id": str(each.partner_id), "kind": each.kind, "label": each.label,
                 "amount_cents": each.amount_cents}
                for each in rows.funding_lines
                if each.partner_id in members
            ),
            key=lambda each: (each["partner_id"], each["kind"], each["label"]),
        ),
        "pieces": _pieces(rows, members),
    }  # fmt: skip


def _partner(partner: Any) -> dict[str, Any]:
    organisation = partner.organisation
    return {
        "id": str(partner.pk),
        "role": partner.role,
        "organisation_id": str(organisation.pk),
        "name": organisation.name,
        "siret": organisation.siret,
        "kind": organisation.kind,
        "signed_off_at": partner.signed_off_at.astimezone(UTC).isoformat() if partner.signed_off_at else None,
    }


def _pieces(rows: ApplicationRows, members: set[uuid.UUID]) -> list[dict[str, Any]]:
    names = {each.pk: each.name for each in rows.members}
    found = [
        {
            "piece": each.piece_key,
            "partner_id": _text(each.partner_id),
            "partner_name": names.get(each.partner_id, "") if each.partner_id else "",
            "name": each.name,
            "media_type": each.media_type,
            "size": each.size,
            "sha256": each.sha256,
        }
        for each in rows.attachments
        if each.partner_id is None or each.partner_id in members
    ]
    return sorted(found, key=lambda each: (each["piece"], each["partner_id"] or ""))


def _text(identifier: uuid.UUID | None) -> str | None:
    return str(identifier) if identifier else None


def canonical_bytes(snapshot: Mapping[str, Any]) -> bytes:
    """One way to write a snapshot: UTF-8 JSON, sorted keys, no space."""
    return orjson.dumps(snapshot, option=orjson.OPT_SORT_KEYS)


def snapshot_hash(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(snapshot)).hexdigest()


def receipt_of(submission: Submission) -> SubmissionReceipt:
    """The receipt of a deposit (its application, call and wave must be loaded)."""
    return _receipt(submission, submission.application, submission.snapshot["pieces"])


def receipts_of(application: Application) -> tuple[SubmissionReceipt, ...]:
    """The receipts of an application, the first deposit first (one query, without the whole snapshots)."""
    found = application.submissions.defer("snapshot").annotate(listed=F("snapshot__pieces")).order_by("number")
    return tuple(_receipt(each, application, each.listed) for each in found)


def _receipt(
    submission: Submission, application: Application, pieces: Iterable[Mapping[str, Any]]
) -> SubmissionReceipt:
    wave = application.wave
    return SubmissionReceipt(
        submission_id=submission.pk,
        application_id=application.pk,
        reference=application.reference,
        number=submission.number,
        submitted_at=submission.submitted_at,
        accepted_as=Punctuality(submission.accepted_as),
        closes_at=wave.closes_at if wave else None,
        zone=wave.zone if wave else application.call.zone,
        sha256=submission.sha256,
        files=tuple(
            DepositedFile(each["piece"], each["name"], each["partner_name"], each["size"], each["sha256"])
            for each in pieces
        ),
    )


def last_receipt(*, application_id: uuid.UUID) -> SubmissionReceipt | None:
    """The receipt of the last deposit, None for a draft (one query)."""
    found = (
        Submission.objects.select_related("application__call", "application__wave")
        .filter(application_id=application_id)
        .order_by("-number")
        .first()
    )
    return receipt_of(found) if found else None
