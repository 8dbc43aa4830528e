"""Nothing of an agreement, of the ledger or of the register is rewritten when an account is erased."""

from __future__ import annotations

import pytest
from django.apps import apps

from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.rooms.grants.models import LedgerEntry, Signature
from deffinum.rooms.people.commands.erase_account import erase_account
from deffinum.rooms.people.queries.my_data import my_data
from tests.factories.grants import make_deal

pytestmark = pytest.mark.django_db


def everything() -> str:
    return "\n".join(
        str(list(model.objects.order_by("pk").values())) for model in apps.get_app_config("grants").get_models()
    )


def test_the_signature_names_its_signatory_and_the_ledger_its_author_under_a_pseudonym() -> None:
    deal = make_deal("signed")
    deal.pay(deal.tranches[0])
    signer = deal.signer(deal.consortium.lead.organisation.pk)
    run_waiting_jobs()
    before = everything()
    for actor in (signer, deal.officer, deal.decider):
        assert actor.account_id
        erase_account(account_id=actor.account_id, by=actor, now=deal.now)
    run_waiting_jobs()
    assert everything() == before
    assert Signature.objects.get(signed_by=signer.account_id).signatory == "Personne d’exemple"
    assert LedgerEntry.objects.get(kind="payment").entered_by == deal.officer.account_id


def test_a_person_takes_away_what_the_room_holds_of_them() -> None:
    deal = make_deal("signed")
    deal.pay(deal.tranches[0])
    deal.hand_in(deal.deliverables[0])
    signer = deal.signer(deal.consortium.lead.organisation.pk)
    subjects = {}
    for who, actor in {"signer": signer, "officer": deal.officer, "lead": deal.consortium.lead.actor}.items():
        assert actor.account_id
        subjects[who] = [each["subject"] for each in my_data(actor.account_id)["grants"]]
    assert subjects == {"signer": ["signature"], "officer": ["ledger_entry"], "lead": ["deliverable"]}
