"""The text is frozen, both sides sign it, the last signature brings it into force."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override
from pypdf import PdfReader

from deffinum.foundation.files.reading import open_file
from deffinum.foundation.lifecycle.table import MoveRefused
from deffinum.foundation.policies import Refused
from deffinum.rooms.calls.commands.withdraw_application import withdraw_application
from deffinum.rooms.grants.commands.cancel_agreement import cancel_agreement
from deffinum.rooms.grants.commands.end_agreement import EndRefused, end_agreement
from deffinum.rooms.grants.commands.prepare_agreement import DeliverableDraft, DraftRefused
from deffinum.rooms.grants.commands.send_to_sign import SendingRefused
from deffinum.rooms.grants.commands.sign_agreement import SignatureRefused, sign_agreement
from deffinum.rooms.grants.commands.take_back import take_back
from deffinum.rooms.grants.models import LedgerEntry, Signature
from deffinum.rooms.grants.queries.award_standing import AwardOverturned
from deffinum.rooms.selection.models import Decision, Examination, Letter
from tests.factories.grants import LATER, Deal, kept_file, make_deal, mandated

pytestmark = pytest.mark.django_db


def test_dates_follow_the_start() -> None:
    deal = make_deal()
    agreement = deal.prepare()
    assert (agreement.starts_on.isoformat(), agreement.ends_on.isoformat()) == ("2027-01-01", "2028-12-31")
    assert [each.due_on.isoformat() for each in deal.deliverables] == ["2028-01-01", "2029-01-01"]


def test_lines_are_added_changed_and_removed_but_not_those_that_unlock() -> None:
    deal = make_deal()
    reports = [DeliverableDraft(each.pk, each.title, each.month) for each in deal.deliverables]
    deal.prepare(deliverables=[DeliverableDraft(None, "Prototype", 3), *reports])
    assert next(each.title for each in deal.deliverables) == "Prototype"
    deal.prepare(deliverables=reports)
    assert [each.rank for each in deal.deliverables] == [1, 2]
    with pytest.raises(DraftRefused, match="Rapport intermédiaire"):
        deal.prepare(deliverables=reports[1:])
    with pytest.raises(DraftRefused):
        deal.prepare(deliverables=[DeliverableDraft(reports[0].id, "Trop tard", 99), reports[1]])


def test_a_draft_without_dates_is_not_sent() -> None:
    deal = make_deal()
    with pytest.raises(SendingRefused):
        deal.send()
    assert deal.agreement.state == "draft" and deal.agreement.file is None


def decide_again(deal: Deal, **changes: Any) -> None:
    """A newer decision; notified unless `notified` is false."""
    notified = changes.pop("notified", True)
    words = {"outcome": "retained", "aid_cents": deal.award.aid_cents} | changes
    examination = Examination.objects.get(application=deal.award.application)
    decision = Decision.objects.create(
        examination=examination, number=2, reasons="Exemple.", decided_on=LATER.date(), entered_at=LATER, **words
    )
    if notified:
        Letter.objects.create(
            decision=decision, file=kept_file(decision.pk), made_at=LATER, notified_at=LATER, notified_by=uuid.uuid4()
        )


@pytest.mark.parametrize(
    "changes",
    [{"outcome": "refused", "aid_cents": None}, {"aid_cents": 5_000_000}, {"notified": False}],
    ids=["refused since", "another amount", "being decided again"],
)
def test_an_award_that_the_committee_changed_is_not_signed(changes: dict[str, Any]) -> None:
    deal = make_deal("to_sign")
    decide_again(deal, **changes)
    with pytest.raises(AwardOverturned, match="décision"):
        deal.sign_all()
    take_back(agreement_id=deal.agreement.pk, reason="Décision changée (exemple).", by=deal.officer, now=deal.now)
    with pytest.raises(AwardOverturned):
        deal.send()
    assert not Signature.objects.exists() and not LedgerEntry.objects.exists()


def test_an_award_decided_again_as_it_was_is_signed() -> None:
    deal = make_deal("to_sign")
    decide_again(deal)
    deal.sign_all()
    assert deal.agreement.state == "signed"


def test_a_project_withdrawn_by_its_lead_is_not_signed() -> None:
    deal = make_deal("to_sign")
    withdraw_application(
        application_id=deal.award.application_id, reason="Abandon (exemple).", by=deal.consortium.lead.actor,
        now=deal.now,
    )  # fmt: skip
    with pytest.raises(AwardOverturned, match="retiré"):
        deal.sign_all()


def document_text(deal: Deal) -> str:
    assert deal.agreement.file is not None
    with open_file(deal.agreement.file) as content:
        text = " ".join(page.extract_text() for page in PdfReader(content).pages)
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def test_the_agreement_is_in_the_language_of_the_call_s_documents_whatever_the_officer_reads() -> None:
    with override("en"):
        french = document_text(make_deal("to_sign"))
    for words in ("Convention d’attribution d’une aide", "Rapport final", "Plan de financement", "Annexe 2"):
        assert words in french, words
    assert "Agreement" not in french
    with override("fr"):
        english = document_text(make_deal("to_sign", settings={"document_language": "en"}))
    for words in ("Final report", "Financing plan", "Annex 2", "1 January 2027", "Own funding"):
        assert words in english, words
    for words in ("Convention d’", "Rapport", "Autofinancement", "janvier"):
        assert words not in english, words


def test_what_is_sent_is_frozen_and_hashed() -> None:
    deal = make_deal("to_sign", partners=2)
    agreement = deal.agreement
    assert agreement.file is not None
    with open_file(agreement.file) as content:
        pdf = content.read()
    assert hashlib.sha256(pdf).hexdigest() == agreement.file.sha256 and pdf.startswith(b"%PDF")
    assert b"PDF/UA" in pdf or b"pdfuaid" in pdf
    assert len(agreement.content_sha256) == 64
    assert sum(each["aid_cents"] for each in agreement.content["beneficiaries"]) == agreement.content["aid_cents"]
    assert sum(each["amount_cents"] for each in agreement.content["tranches"]) == agreement.content["aid_cents"]
    assert sum(each["cents"] for each in agreement.content["funding"]) == agreement.content["base_cents"]
    assert [each.side for each in agreement.parties.all()] == ["grantor", *["beneficiary"] * 3]
    with pytest.raises(Refused, match="figée"):
        deal.prepare()


def test_the_last_signature_brings_it_into_force() -> None:
    deal = make_deal("to_sign")
    *first, last = deal.agreement.parties.all()
    for party in first:
        deal.sign(party)
    assert deal.agreement.state == "to_sign" and deal.tranches[0].payable_since is None
    deal.sign(last)
    deal.award.refresh_from_db()
    assert deal.agreement.state == "signed" and deal.agreement.signed_on is not None
    assert deal.award.published_at == deal.now
    assert [each.payable_since is not None for each in deal.tranches] == [True, False, False]


def test_signing_twice_gives_the_first_signature() -> None:
    deal = make_deal("to_sign")
    party = deal.agreement.parties.get(organisation=deal.consortium.lead.organisation)
    assert deal.sign(party) == deal.sign(party)
    assert Signature.objects.count() == 1
    with pytest.raises(SignatureRefused, match="déjà signé"):
        deal.sign(party, by=mandated(party.organisation_id))


def test_only_a_representative_of_this_organisation_signs() -> None:
    deal = make_deal("to_sign")
    lead = deal.agreement.parties.get(organisation=deal.consortium.lead.organisation)
    partner = deal.agreement.parties.get(organisation=deal.consortium.people[0].organisation)
    for stranger in (
        mandated(lead.organisation_id, kind="contributor"), deal.signer(partner.organisation_id), deal.officer,
        deal.decider,
    ):  # fmt: skip
        with pytest.raises(Refused, match="représentant habilité"):
            deal.sign(lead, by=stranger)
    grantor = deal.agreement.parties.get(side="grantor")
    for stranger in (deal.officer, deal.signer(lead.organisation_id)):
        with pytest.raises(Refused, match="financeur"):
            deal.sign(grantor, by=stranger)
    assert not Signature.objects.exists()


def test_another_text_is_not_signed() -> None:
    deal = make_deal("to_sign")
    party = deal.agreement.parties.get(side="grantor")
    with pytest.raises(SignatureRefused, match="a changé"):
        sign_agreement(
            party_id=party.pk, seen_sha256="0" * 64, signatory="X", capacity="Y", by=deal.decider, now=deal.now
        )
    with pytest.raises(SignatureRefused, match="qualité"):
        sign_agreement(
            party_id=party.pk, seen_sha256=deal.agreement.file.sha256, signatory="X", capacity=" ", by=deal.decider,
            now=deal.now,
        )  # fmt: skip


def test_the_text_is_taken_back_while_nobody_has_signed() -> None:
    deal = make_deal("to_sign")
    with pytest.raises(MoveRefused):
        take_back(agreement_id=deal.agreement.pk, reason="", by=deal.officer, now=deal.now)
    take_back(agreement_id=deal.agreement.pk, reason="Une date à corriger.", by=deal.officer, now=deal.now)
    deal.prepare(months=12, deliverables=[DeliverableDraft(each.pk, each.title, 12) for each in deal.deliverables])
    deal.send()
    deal.sign(deal.agreement.parties.first())
    with pytest.raises(Refused, match="déjà signé"):
        take_back(agreement_id=deal.agreement.pk, reason="Trop tard.", by=deal.officer, now=deal.now)
    cancel_agreement(agreement_id=deal.agreement.pk, reason="Le groupement renonce.", by=deal.officer, now=deal.now)
    assert deal.agreement.state == "cancelled"


def test_a_signature_never_changes() -> None:
    make_deal("signed")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE grants_signature SET signatory = 'X'")


def test_a_report_unlocks_its_tranche_and_everything_ends() -> None:
    deal = make_deal("signed")
    with pytest.raises(EndRefused, match="à payer"):
        end_agreement(agreement_id=deal.agreement.pk, by=deal.officer, now=deal.now)
    deal.pay(deal.tranches[0])
    report = deal.hand_in(deal.deliverables[0])
    assert deal.tranches[1].payable_since is None
    with pytest.raises(MoveRefused):
        deal.examine(report, accepted=False)
    deal.examine(report, accepted=False, reason="Il manque les annexes.")
    deal.hand_in(deal.deliverables[0])
    deal.examine(report)
    assert deal.tranches[1].payable_since is not None
    deal.pay(deal.tranches[1])
    with pytest.raises(Refused, match="condition"):
        deal.pay(deal.tranches[2])
    deal.examine(deal.hand_in(deal.deliverables[1]))
    deal.pay(deal.tranches[2])
    end_agreement(agreement_id=deal.agreement.pk, by=deal.officer, now=deal.now)
    assert deal.agreement.state == "ended"
