"""Sign an agreement for one party; the last signature brings it into force."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation import events
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money
from deffinum.rooms.grants.commands.write_ledger import LedgerRow, write_ledger
from deffinum.rooms.grants.events import AgreementSigned, AwardPublished
from deffinum.rooms.grants.lifecycle import AGREEMENT
from deffinum.rooms.grants.models import Agreement, AgreementParty, Signature
from deffinum.rooms.grants.policies import may_sign
from deffinum.rooms.grants.queries.award_standing import require_standing
from deffinum.rooms.grants.words import AgreementState, LedgerKind, TrancheTrigger


class SignatureRefused(DomainError):
    """The text seen is not the one to sign, or the signatory is not named."""

    status: ClassVar[int] = 422


@command("grants.sign_agreement", personal=("signatory", "capacity"))
def sign_agreement(
    *, party_id: uuid.UUID, seen_sha256: str, signatory: str, capacity: str, by: Actor, now: datetime
) -> Signature:
    """Record the signature of a party on the PDF of this hash; signing again gives back the first signature.

    The last one commits the aid in the ledger, makes the tranches of signature payable, publishes the award.
    Raises Refused, AwardOverturned, SignatureRefused.
    """
    party = AgreementParty.objects.current().get(pk=party_id)
    agreement = Agreement.objects.locked().get(pk=party.agreement_id)
    party.agreement = agreement
    known = Signature.objects.filter(party=party, signed_by=by.person_id).first()
    if known is not None:
        return known
    may_sign(by, party, now=now).require()
    require_standing(agreement.award)
    if Signature.objects.filter(party=party).exists():
        raise SignatureRefused(_("Cette partie a déjà signé. Rien n’a été enregistré une seconde fois."))
    if agreement.file is None or seen_sha256 != agreement.file.sha256:
        raise SignatureRefused(
            _("Le texte a changé depuis que vous l’avez ouvert. Rien n’est signé : relisez-le, puis signez.")
        )
    if not signatory.strip() or not capacity.strip():
        raise SignatureRefused(
            _("Indiquez votre nom et votre qualité : ils figurent sur la convention. Rien n’est signé."),
            field="signatory" if not signatory.strip() else "capacity",
        )
    signature = Signature.objects.create(
        party=party,
        signatory=signatory.strip(),
        capacity=capacity.strip(),
        file_sha256=agreement.file.sha256,
        signed_by=by.person_id,
        signed_at=now,
    )
    if (
        agreement.state == AgreementState.TO_SIGN
        and not agreement.parties.current().filter(signature__isnull=True).exists()
    ):
        _bring_into_force(agreement, by=by, now=now)
    return signature


def _bring_into_force(agreement: Agreement, *, by: Actor, now: datetime) -> None:
    """State, commitment, first tranches, register: all in the transaction of the last signature."""
    today, award = day_of(now), agreement.award
    AGREEMENT.move(agreement, "all_signed", by=by, now=now)
    agreement.signed_on = today
    agreement.save(update_fields=["signed_on"])
    write_ledger(
        row=LedgerRow(
            award_id=award.pk,
            kind=LedgerKind.COMMITMENT,
            amount=Money(award.aid_cents or 0),
            value_on=today,
            idempotency_key=f"commitment:{agreement.pk}",
        ),
        by=by,
        now=now,
    )
    agreement.tranches.filter(trigger=TrancheTrigger.SIGNATURE).update(payable_since=today)
    award.published_at = now
    award.save(update_fields=["published_at"])
    events.publish(AgreementSigned(agreement.pk, today))
    events.publish(AwardPublished(award.pk))
