"""Freeze the text of an agreement, make its PDF, and ask every party to sign."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.files.keep_upload import keep_upload
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.receive_upload import received_upload
from deffinum.foundation.pdf.render import render_pdf
from deffinum.foundation.policies import Actor
from deffinum.rooms.grants.events import AgreementSentToSign
from deffinum.rooms.grants.lifecycle import AGREEMENT
from deffinum.rooms.grants.models import Agreement, AgreementParty
from deffinum.rooms.grants.policies import may_prepare_agreement
from deffinum.rooms.grants.queries.agreement_content import agreement_content
from deffinum.rooms.grants.queries.agreement_document import TEMPLATE, agreement_document
from deffinum.rooms.grants.queries.award_standing import require_standing
from deffinum.rooms.grants.words import Side

MAX_BYTES = 10_000_000


class SendingRefused(DomainError):
    """The draft is not ready: the sentence says what is missing."""

    status: ClassVar[int] = 422


@command("grants.send_to_sign")
def send_to_sign(*, agreement_id: uuid.UUID, by: Actor, now: datetime) -> Agreement:
    """Frozen content, its hash, the PDF (tagged, archival) and the parties.

    Raises Refused, AwardOverturned, SendingRefused.
    """
    agreement = Agreement.objects.locked().get(pk=agreement_id)
    may_prepare_agreement(by, agreement, now=now).require()
    require_standing(agreement.award)
    if agreement.starts_on is None:
        raise SendingRefused(_("Fixez d’abord la date de début et la durée : la convention n’est pas envoyée."))
    owner = agreement.award.application.call.owner
    beneficiaries = [each.organisation for each in agreement.award.shares.select_related("organisation")]
    if owner in beneficiaries:
        raise SendingRefused(
            _("%(name)s accorde l’aide et en bénéficie : une même organisation ne peut pas signer des deux côtés.")
            % {"name": owner.name}
        )
    agreement.content = agreement_content(agreement, now=now)
    agreement.content_sha256 = _content_hash(agreement.content)
    agreement.file = _keep_document(agreement, _document_bytes(agreement, now=now), by=by, now=now)
    agreement.save(update_fields=["content", "content_sha256", "file"])
    agreement.parties.current().delete()
    AgreementParty.objects.create(agreement=agreement, organisation=owner, side=Side.GRANTOR, rank=0)
    for rank, organisation in enumerate(beneficiaries, start=1):
        AgreementParty.objects.create(agreement=agreement, organisation=organisation, side=Side.BENEFICIARY, rank=rank)
    AGREEMENT.move(
        agreement,
        "send_to_sign",
        by=by,
        now=now,
        evidence={"content": agreement.content_sha256, "file": agreement.file.sha256},
    )
    events.publish(AgreementSentToSign(agreement.pk))
    return agreement


def _content_hash(content: dict[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _document_bytes(agreement: Agreement, *, now: datetime) -> bytes:
    document = agreement_document(agreement.content, agreement.content_sha256)
    return render_pdf(
        TEMPLATE,
        document.data,
        title=document.title,
        language=document.language,
        created_at=now,
        archival=True,
        sample=agreement.award.is_sample or settings.SAMPLE_MODE,
        author=document.author,
    )


def _keep_document(agreement: Agreement, pdf: bytes, *, by: Actor, now: datetime) -> StoredFile:
    with received_upload(
        io.BytesIO(pdf),
        declared_name=f"convention-{agreement.reference}.pdf",
        allowed=frozenset({"application/pdf"}),
        max_bytes=MAX_BYTES,
    ) as received:
        return keep_upload(
            received=received,
            purpose="agreement",
            owner_kind="grants.agreement",
            owner_id=agreement.pk,
            by=by,
            now=now,
        )
