"""From the draft to the payment through the pages, as people do it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deffinum.foundation.clock.instants import database_now, day_of
from deffinum.foundation.policies import Actor
from deffinum.rooms.grants.models import LedgerEntry
from deffinum.rooms.people.models import Account
from tests.factories.applications import PDF
from tests.factories.grants import Deal, make_deal, mandated

pytestmark = pytest.mark.django_db


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def staff(deal: Deal, verb: str = "") -> str:
    return f"/instruction/conventions/{deal.agreement.pk}/{verb}"


def test_the_whole_path() -> None:
    deal = make_deal()
    officer = signed_in(deal.officer)
    assert deal.award.reference in officer.get("/instruction/conventions/").content.decode()
    form = {"starts_on": "2027-01-01", "months": "24"}
    for rank, each in enumerate(deal.deliverables):
        form |= {f"title_{rank}": each.title, f"month_{rank}": str(each.month)}
    form |= {"title_2": "Prototype", "month_2": "6", "expected_1": "2027-02-01"}
    assert officer.post(staff(deal, "preparer/"), form).status_code == 302
    assert next(each.title for each in deal.deliverables) == "Prototype"
    assert officer.get(staff(deal, "apercu.pdf")).content.startswith(b"%PDF")
    assert officer.post(staff(deal, "envoyer/")).status_code == 302
    for party in deal.agreement.parties.all():
        who = deal.decider if party.side == "grantor" else deal.signer(party.organisation_id)
        client = signed_in(who)
        address = f"/conventions/{deal.agreement.pk}/signer/{party.pk}/"
        page = client.get(address).content.decode()
        sha = deal.agreement.file.sha256
        assert sha in page
        words = {"signatory": "Personne d’exemple", "capacity": "Directrice (exemple)", "seen": sha}
        assert client.post(address, words).status_code == 422
        assert client.post(address, words | {"agreed": "on"}).status_code == 302
        assert client.post(address, words | {"agreed": "on"}).status_code == 302
    assert deal.agreement.state == "signed"
    assert f"/registre/{deal.award.reference}/" in Client().get("/registre/").content.decode()
    pay = f"/instruction/tranches/{deal.tranches[0].pk}/payer/"
    key = re.search(r'name="key" value="([^"]+)"', officer.get(pay).content.decode())
    assert key is not None
    form = {"amount": "70 001", "value_on": day_of(database_now()).isoformat(), "key": key[1]}
    refusal = officer.post(pay, form)
    assert refusal.status_code == 422 and "dépasse ce qui reste" in refusal.content.decode()
    assert officer.post(pay, form | {"amount": "70 000"}).status_code == 302
    assert officer.post(pay, form | {"amount": "70 000"}).status_code == 302
    payment = LedgerEntry.objects.get(kind="payment")
    assert payment.amount_cents == 7_000_000
    undo = f"/instruction/ecritures/{payment.pk}/annuler/"
    assert officer.post(undo, {"reason": ""}).status_code == 422
    assert officer.post(undo, {"reason": "Mauvais compte (exemple)"}).status_code == 302
    assert "Mauvais compte (exemple)" in officer.get(staff(deal)).content.decode()


def test_a_deliverable_goes_and_comes_back() -> None:
    deal = make_deal("signed")
    lead, officer = signed_in(deal.consortium.lead.actor), signed_in(deal.officer)
    row = deal.deliverables[0]
    assert lead.post(f"/livrables/{row.pk}/", {}).status_code == 422
    liar = SimpleUploadedFile("rapport.pdf", b"not a pdf at all")
    refusal = lead.post(f"/livrables/{row.pk}/", {"file": liar})
    assert refusal.status_code == 422 and deal.deliverables[0].state == "due"
    assert lead.post(f"/livrables/{row.pk}/", {"file": SimpleUploadedFile("rapport.pdf", PDF)}).status_code == 302
    given = officer.get(f"/livrables/{row.pk}/fichier/")
    assert b"".join(given.streaming_content) == PDF  # type: ignore[attr-defined]
    examine = f"/instruction/livrables/{row.pk}/"
    assert officer.post(examine, {"answer": "ask", "reason": ""}).status_code == 422
    assert officer.post(examine, {"answer": "ask", "reason": "Ajoutez les annexes."}).status_code == 302
    assert "Ajoutez les annexes." in lead.get(f"/conventions/{deal.agreement.pk}/").content.decode()


def test_strangers_see_nothing_and_members_do_not_act_for_officers() -> None:
    deal = make_deal("to_sign")
    address = f"/conventions/{deal.agreement.pk}/"
    assert Client().get(address).status_code == 302
    other = make_deal()
    stranger = signed_in(other.signer(other.consortium.lead.organisation.pk))
    for each in (address, f"{address}convention.pdf", staff(deal), staff(deal, "reprendre/")):
        assert stranger.get(each).status_code == 404
    contributor = signed_in(mandated(deal.consortium.lead.organisation.pk, kind="contributor"))
    party = deal.agreement.parties.get(organisation=deal.consortium.lead.organisation)
    page = contributor.get(f"{address}signer/{party.pk}/")
    assert page.status_code == 200 and "représentant habilité" in page.content.decode()
    words = {"signatory": "X", "capacity": "Y", "seen": deal.agreement.file.sha256, "agreed": "on"}
    assert contributor.post(f"{address}signer/{party.pk}/", words).status_code == 403
    assert contributor.get(staff(deal, "reprendre/")).status_code == 403
    assert contributor.get(staff(deal)).status_code == 302


def test_a_late_payment_is_flagged() -> None:
    from deffinum.foundation.values import Money
    from deffinum.rooms.grants.queries.agreement_lists import due_payments
    from deffinum.rooms.grants.queries.agreement_page import agreement_page

    deal = make_deal("signed")
    for days, late in ((60, False), (61, True)):
        now = deal.now + timedelta(days=days)
        page = agreement_page(deal.agreement, actor=deal.officer, now=now)
        assert [each.is_late for each in page.tranches] == [late, False, False]
        assert [(each.left, each.is_late) for each in due_payments(deal.officer, now=now)] == [(Money(7_000_000), late)]
    deal.pay(deal.tranches[0])
    assert due_payments(deal.officer, now=deal.now) == ()
