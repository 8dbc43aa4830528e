"""Awards and agreements for tests, walked step by step through the room's own commands. Everything is an example."""

from __future__ import annotations

import io
import itertools
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.files.receive_upload import received_upload
from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.foundation.search import folded
from deffinum.foundation.values import Money
from deffinum.rooms.calls.models import Application
from deffinum.rooms.grants.commands.examine_deliverable import examine_deliverable
from deffinum.rooms.grants.commands.hand_in_deliverable import hand_in_deliverable
from deffinum.rooms.grants.commands.open_award import open_award
from deffinum.rooms.grants.commands.prepare_agreement import DeliverableDraft, prepare_agreement
from deffinum.rooms.grants.commands.record_payment import record_payment
from deffinum.rooms.grants.commands.send_to_sign import send_to_sign
from deffinum.rooms.grants.commands.sign_agreement import sign_agreement
from deffinum.rooms.grants.models import (
    Agreement,
    AgreementParty,
    Award,
    AwardShare,
    Deliverable,
    LedgerEntry,
    Signature,
    Tranche,
)
from deffinum.rooms.grants.words import AgreementState as A
from deffinum.rooms.people.models import Mandate, Organisation
from deffinum.rooms.people.public import actor_by_account_id
from deffinum.rooms.selection.models import Decision, Examination, Letter
from tests.factories.applications import NOW, PDF, Consortium, make_consortium, make_wave
from tests.factories.people import AccountFactory, OrganisationFactory
from tests.factories.selection import deposit, holder

LATER = NOW + timedelta(days=200)
TRANCHES = [
    {
        "share_basis_points": 5000,
        "trigger": "signature",
        "label": {"fr": "50 % à la signature", "en": "50% at signature"},
    },
    {"share_basis_points": 3000, "trigger": "mid_term", "label": {"fr": "30 % à mi-parcours", "en": "30% midway"}},
    {"share_basis_points": 2000, "trigger": "final", "label": {"fr": "20 % au solde", "en": "20% at the end"}},
]
_numbers = itertools.count(1)


@dataclass
class Deal:
    """An award with its people, and short ways through the life of its agreement."""

    award: Award
    consortium: Consortium
    officer: Actor
    decider: Actor
    now: datetime = LATER
    signers: dict[uuid.UUID, Actor] = field(default_factory=dict)

    @property
    def agreement(self) -> Agreement:
        """As it is now."""
        return Agreement.objects.with_award().get(award=self.award)

    @property
    def tranches(self) -> list[Tranche]:
        """By rank, as they are now."""
        return list(Tranche.objects.with_award().filter(agreement__award=self.award).order_by("rank"))

    @property
    def deliverables(self) -> list[Deliverable]:
        """By rank, as they are now."""
        return list(Deliverable.objects.with_award().filter(agreement__award=self.award).order_by("rank"))

    def signer(self, organisation_id: uuid.UUID) -> Actor:
        """A representative of an organisation of the consortium."""
        return self.signers.setdefault(organisation_id, mandated(organisation_id))

    def prepare(self, **changes: Any) -> Agreement:
        """Dates and deliverables as proposed."""
        drafts = [DeliverableDraft(each.pk, each.title, each.month) for each in self.deliverables]
        words = {"starts_on": date(2027, 1, 1), "months": 24, "deliverables": drafts, "expected": {}} | changes
        return prepare_agreement(agreement_id=self.agreement.pk, by=self.officer, now=self.now, **words)

    def send(self) -> Agreement:
        """Sent to sign."""
        return send_to_sign(agreement_id=self.agreement.pk, by=self.officer, now=self.now)

    def sign(self, party: AgreementParty, by: Actor | None = None) -> Signature:
        """One party signs the PDF in force."""
        file = self.agreement.file
        who = by or (self.decider if party.side == "grantor" else self.signer(party.organisation_id))
        return sign_agreement(
            party_id=party.pk, seen_sha256=file.sha256 if file else "", signatory="Personne d’exemple",
            capacity="Représentante (exemple)", by=who, now=self.now,
        )  # fmt: skip

    def sign_all(self) -> None:
        """Every party signs."""
        for party in self.agreement.parties.all():
            self.sign(party)
        self.award.refresh_from_db()

    def pay(
        self, tranche: Tranche, amount: Money | None = None, *, key: str = "", by: Actor | None = None
    ) -> LedgerEntry:
        """A payment, of the whole tranche by default."""
        return record_payment(
            tranche_id=tranche.pk, amount=Money(tranche.amount_cents) if amount is None else amount,
            value_on=day_of(self.now), idempotency_key=key or uuid.uuid4().hex, by=by or self.officer, now=self.now,
        )  # fmt: skip

    def hand_in(self, deliverable: Deliverable, *, by: Actor | None = None) -> Deliverable:
        """A small PDF."""
        with received_upload(
            io.BytesIO(PDF), declared_name="rapport.pdf", allowed=frozenset({"application/pdf"}), max_bytes=100_000
        ) as received:
            return hand_in_deliverable(
                deliverable_id=deliverable.pk, received=received, by=by or self.consortium.lead.actor, now=self.now
            )

    def examine(self, deliverable: Deliverable, *, accepted: bool = True, reason: str = "") -> Deliverable:
        """The officer's answer."""
        return examine_deliverable(
            deliverable_id=deliverable.pk, accepted=accepted, reason=reason, by=self.officer, now=self.now
        )

    def to(self, state: str) -> Deal:
        """Walk to a state of the agreement."""
        if state in (A.TO_SIGN, A.SIGNED):
            self.prepare()
            self.send()
        if state == A.SIGNED:
            self.sign_all()
        return self


def mandated(organisation_id: uuid.UUID, *, kind: str = "representative") -> Actor:
    """A person who acts for an organisation."""
    account = AccountFactory(
        email=f"mandataire{next(_numbers)}@exemple.invalid", last_name=f"Mandataire d’exemple {next(_numbers)}"
    )
    Mandate.objects.create(account=account, organisation_id=organisation_id, kind=kind, starts_on=NOW.date())
    return actor_by_account_id(account_id=account.pk, day=day_of(LATER))


def decide(application: Application, aid: Money, *, outcome: str = "retained") -> Decision:
    """A notified decision, which replaces the one before: rows only, the gates have their own tests in selection."""
    examination, _made = Examination.objects.get_or_create(
        application=application, defaults={"state": "decided", "opened_at": NOW, "stage_since": NOW}
    )
    number = examination.decisions.count() + 1
    decision = Decision.objects.create(
        examination=examination, number=number, outcome=outcome, aid_cents=aid.cents if outcome == "retained" else None,
        reasons="Exemple.", decided_on=LATER.date(), entered_at=LATER,
    )  # fmt: skip
    letter = kept_file(decision.pk)
    Letter.objects.create(decision=decision, file=letter, made_at=LATER, notified_at=LATER, notified_by=uuid.uuid4())
    return decision


def kept_file(owner_id: uuid.UUID) -> Any:
    """A small PDF kept by the platform."""
    # Imported here: only this factory keeps a file without a command of a room.
    from deffinum.foundation.files.keep_upload import store_upload

    return store_upload(
        io.BytesIO(PDF), declared_name="courrier.pdf", declared_length=len(PDF), purpose="test",
        allowed=frozenset({"application/pdf"}), max_bytes=100_000, owner_kind="test", owner_id=owner_id, by=PLATFORM,
        now=NOW,
    )  # fmt: skip


def make_deal(
    state: str = A.DRAFT,
    *,
    partners: int = 1,
    aid: Money | None = None,
    tranches: list[dict[str, Any]] | None = None,
    **options: Any,
) -> Deal:
    """An award with its agreement in a state; the aid granted is the aid asked for unless another is given."""
    settings = {"tranches": TRANCHES if tranches is None else tranches} | options.pop("settings", {})
    consortium = make_consortium(wave=make_wave(settings=settings, **options), partners=partners)
    application = deposit(consortium)
    decide(application, aid or Money(application.aid_cents or 0))
    award = open_award(application_id=application.pk, by=PLATFORM, now=LATER)
    assert award is not None
    deal = Deal(award, consortium, holder("officer"), holder("decider"))
    with transaction.atomic():
        return deal.to(state)


def published_award(
    *,
    aid: int | None,
    members: int = 1,
    title: str = "Projet d’exemple",
    acronym: str = "",
    shares: list[int] | None = None,
    awarded_on: date = date(2022, 11, 7),
    region: str = "27",
    paid: int = 0,
) -> Award:
    """A row of the register without its life before: for the page, the files and their counts. Amounts in euros."""
    number = next(_numbers)
    wave = make_wave()
    organisations: list[Organisation] = [
        OrganisationFactory(name=f"Membre {rank} du projet {number} (organisation d’exemple)", region_code=region)
        for rank in range(1, members + 1)
    ]
    application = Application.objects.create(
        reference=f"EXEMPLE-{number:04d}", call=wave.call, call_version=wave.call.current_version, wave=wave,
        title=title,
        acronym=acronym, state="submitted", lead=organisations[0], months=24, created_at=NOW, submitted_at=NOW,
        is_sample=True,
    )  # fmt: skip
    names = " ".join(each.name for each in organisations)
    award = Award.objects.create(
        application=application, reference=application.reference, title=title, acronym=acronym,
        aid_cents=None if aid is None else aid * 100, base_cents=None if aid is None else aid * 150,
        awarded_on=awarded_on, region_code=region, published_at=NOW, is_sample=True,
        search_text=folded(f"{application.reference} {title} {acronym} {names}"),
    )  # fmt: skip
    parts = shares or ([] if aid is None else [aid // members] * (members - 1) + [aid - aid // members * (members - 1)])
    for rank, organisation in enumerate(organisations, start=1):
        AwardShare.objects.create(
            award=award, organisation=organisation, is_lead=rank == 1, rank=rank,
            aid_cents=None if aid is None else parts[rank - 1] * 100,
        )  # fmt: skip
    if paid:
        LedgerEntry.objects.create(
            sequence=next(_numbers) + 1_000_000, award=award, kind="payment", amount_cents=paid * 100,
            value_on=awarded_on, idempotency_key=uuid.uuid4().hex, entered_at=NOW,
        )  # fmt: skip
    return award
