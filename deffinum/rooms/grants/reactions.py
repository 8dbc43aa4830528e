"""What grants do when a decision is notified, and whom the room tells about its own steps."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.events import reacts_to
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Text
from deffinum.rooms.calls.public import ApplicationWithdrawn, register_withdrawal_check
from deffinum.rooms.grants.commands.follow_withdrawal import follow_withdrawal
from deffinum.rooms.grants.commands.open_award import open_award
from deffinum.rooms.grants.commands.revise_award import revise_award
from deffinum.rooms.grants.events import (
    AgreementSentToSign,
    AgreementSigned,
    AwardOpened,
    AwardRevised,
    DeliverableAccepted,
    DeliverableHandedIn,
    DeliverableToRedo,
    PaymentRecorded,
)
from deffinum.rooms.grants.models import Agreement, Award, Deliverable, LedgerEntry
from deffinum.rooms.grants.policies import withdrawal_verdict
from deffinum.rooms.grants.queries.my_traces import my_traces
from deffinum.rooms.grants.words import RevisionKind, Side
from deffinum.rooms.people.public import (
    MandateKind,
    Role,
    account_ids_of_organisation,
    account_ids_of_role,
    notify,
    register_data_section,
    register_topic,
)
from deffinum.rooms.selection.public import DecisionTaken, Outcome

AGREEMENTS, WORK = "grants.agreements", "grants.work"

register_data_section("grants", my_traces)
register_topic(AGREEMENTS, Text("mes conventions, livrables et versements", "my agreements, deliverables and payments"))
register_withdrawal_check("grants.award", withdrawal_verdict)
register_topic(WORK, Text("les conventions que je prépare et que je paie", "the agreements I prepare and pay"))


REVISED = {
    RevisionKind.REVISED: Text(
        "La décision a changé : le projet de convention est récrit",
        "The decision has changed: the draft agreement was rewritten",
    ),
    RevisionKind.CANCELLED: Text(
        "La décision a changé : la convention est abandonnée", "The decision has changed: the agreement was cancelled"
    ),
    RevisionKind.KEPT: Text(
        "La décision a changé après une signature : la convention n’a pas été touchée",
        "The decision has changed after a signature: the agreement was left as it is",
    ),
}


@reacts_to(DecisionTaken)
def on_decision_taken(fact: DecisionTaken, *, now: datetime) -> None:
    """Open the award of a retained project; bring it in line when the decision is another. Twice changes nothing."""
    if fact.outcome == Outcome.RETAINED:
        open_award(application_id=fact.application_id, by=PLATFORM, now=now)
    revise_award(application_id=fact.application_id, by=PLATFORM, now=now)


@reacts_to(ApplicationWithdrawn)
def on_application_withdrawn(fact: ApplicationWithdrawn, *, now: datetime) -> None:
    """Cancel the agreement that is not in force, and tell the officers and the members. Twice changes nothing."""
    agreement = follow_withdrawal(application_id=fact.application_id, by=PLATFORM, now=now)
    if agreement is None:
        return
    title = Text(
        "Le projet est retiré : sa convention est abandonnée", "The project was withdrawn: its agreement is cancelled"
    )
    _tell_officers(agreement, title, key=f"withdrawn:{agreement.pk}", now=now)
    body = Text(
        "Le groupement a retiré sa candidature : il n’y a rien à signer.",
        "The consortium withdrew its application: there is nothing to sign.",
    )
    _tell_consortium(agreement, title, body, key=f"withdrawn:{agreement.pk}:consortium", now=now)


@reacts_to(AwardRevised)
def on_award_revised(fact: AwardRevised, *, now: datetime) -> None:
    """Tell the officers what the new decision changed, and the consortium when its agreement did."""
    agreement = Agreement.objects.with_award().get(award_id=fact.award_id)
    change, key = RevisionKind(fact.change), f"revised:{fact.decision_id}"
    _tell_officers(agreement, REVISED[change], key=key, now=now)
    if change == RevisionKind.KEPT:
        return
    _tell_consortium(
        agreement,
        Text("Votre convention suit la nouvelle décision", "Your agreement follows the new decision"),
        Text(
            "Le texte reçu auparavant n’est plus à signer. Ouvrez la convention pour voir où elle en est.",
            "The text you received before is no longer to be signed. Open the agreement to see where it stands.",
        ),
        key=f"{key}:consortium",
        now=now,
    )


@reacts_to(AwardOpened)
def on_award_opened(fact: AwardOpened, *, now: datetime) -> None:
    """Tell the officers that an agreement is to be prepared."""
    agreement = Agreement.objects.with_award().get(award_id=fact.award_id)
    title = Text("Une convention est à préparer", "An agreement is to be prepared")
    _tell_officers(agreement, title, key=f"open:{agreement.pk}", now=now)


@reacts_to(AgreementSentToSign)
def on_agreement_sent_to_sign(fact: AgreementSentToSign, *, now: datetime) -> None:
    """Tell those who may sign: representatives of each member, deciders of the call."""
    agreement = Agreement.objects.with_award().get(pk=fact.agreement_id)
    day = day_of(now)
    people = set(account_ids_of_role(Role.DECIDER, day=day, scope_id=agreement.award.application.call_id))
    for party in agreement.parties.current().filter(side=Side.BENEFICIARY):
        people.update(account_ids_of_organisation(party.organisation_id, day=day, kind=MandateKind.REPRESENTATIVE))
    _tell(
        people,
        agreement,
        Text("Une convention attend votre signature", "An agreement awaits your signature"),
        Text(
            f"Projet « {_name(agreement.award)} » : lisez le texte, puis signez.",
            f"Project “{_name(agreement.award)}”: read the text, then sign.",
        ),
        key=f"sign:{agreement.pk}:{agreement.content_sha256[:16]}",
        now=now,
    )


@reacts_to(AgreementSigned)
def on_agreement_signed(fact: AgreementSigned, *, now: datetime) -> None:
    """Tell everyone that the agreement is in force."""
    agreement = Agreement.objects.with_award().get(pk=fact.agreement_id)
    _tell_consortium(
        agreement,
        Text("La convention est signée par toutes les parties", "The agreement is signed by every party"),
        Text(
            "Le premier versement suivra l’échéancier ; l’aide est publiée au registre.",
            "The first payment will follow the schedule; the award is in the public register.",
        ),
        key=f"signed:{agreement.pk}",
        now=now,
    )
    title = Text("Une tranche peut être à payer", "A tranche may be payable")
    _tell_officers(agreement, title, key=f"payable:{agreement.pk}", now=now)


@reacts_to(PaymentRecorded)
def on_payment_recorded(fact: PaymentRecorded, *, now: datetime) -> None:
    """Tell the consortium that money was sent."""
    entry = LedgerEntry.objects.select_related("award").get(pk=fact.ledger_entry_id)
    agreement = Agreement.objects.with_award().get(award_id=entry.award_id)
    _tell_consortium(
        agreement,
        Text("Un versement est enregistré", "A payment has been recorded"),
        Text(
            "Son montant et sa date sont sur la page de la convention.",
            "Its amount and date are on the agreement’s page.",
        ),
        key=f"paid:{entry.pk}",
        now=now,
    )


@reacts_to(DeliverableHandedIn)
def on_deliverable_handed_in(fact: DeliverableHandedIn, *, now: datetime) -> None:
    """Tell the officers that a deliverable is to be examined."""
    agreement = _agreement_of(fact.deliverable_id)
    title = Text("Un livrable est à examiner", "A deliverable is to be examined")
    _tell_officers(agreement, title, key=f"handed:{fact.deliverable_id}:{fact.handed_in_at.isoformat()}", now=now)


@reacts_to(DeliverableToRedo)
def on_deliverable_to_redo(fact: DeliverableToRedo, *, now: datetime) -> None:
    """Tell the consortium what is asked."""
    _tell_consortium(
        _agreement_of(fact.deliverable_id),
        Text("Un livrable est à reprendre", "A deliverable needs changes"),
        Text("Le motif est sur la page de la convention.", "The reason is on the agreement’s page."),
        key=f"redo:{fact.deliverable_id}:{fact.asked_at.isoformat()}",
        now=now,
    )


@reacts_to(DeliverableAccepted)
def on_deliverable_accepted(fact: DeliverableAccepted, *, now: datetime) -> None:
    """Tell the consortium."""
    _tell_consortium(
        _agreement_of(fact.deliverable_id),
        Text("Un livrable est accepté", "A deliverable has been accepted"),
        Text("Voyez sur la page de la convention ce que cela rend exigible.", "See what this makes payable."),
        key=f"accepted:{fact.deliverable_id}",
        now=now,
    )


def _agreement_of(deliverable_id: uuid.UUID) -> Agreement:
    return Agreement.objects.with_award().get(
        pk=Deliverable.objects.values_list("agreement_id", flat=True).get(pk=deliverable_id)
    )


def _name(award: Award) -> str:
    return award.acronym or award.title


def _tell_officers(agreement: Agreement, title: Text, *, key: str, now: datetime) -> None:
    people = account_ids_of_role(Role.OFFICER, day=day_of(now), scope_id=agreement.award.application.call_id)
    body = Text(f"Convention {agreement.reference}.", f"Agreement {agreement.reference}.")
    notify(
        account_ids=people,
        topic=WORK,
        title=title,
        body=body,
        address=f"/instruction/conventions/{agreement.pk}/",
        dedupe_key=f"grants.{key}",
        now=now,
    )


def _tell_consortium(agreement: Agreement, title: Text, body: Text, *, key: str, now: datetime) -> None:
    people: set[uuid.UUID] = set()
    for share in agreement.award.shares.all():
        people.update(account_ids_of_organisation(share.organisation_id, day=day_of(now)))
    _tell(people, agreement, title, body, key=key, now=now)


def _tell(
    people: Iterable[uuid.UUID], agreement: Agreement, title: Text, body: Text, *, key: str, now: datetime
) -> None:
    notify(
        account_ids=people,
        topic=AGREEMENTS,
        title=title,
        body=body,
        address=f"/conventions/{agreement.pk}/",
        dedupe_key=f"grants.{key}",
        now=now,
    )
