"""The real file of Nid'AI.e, from the pre-check to the public register, in a real browser.

The lead and the amounts are of public record (base 6,928,135 €, aid 4,849,695 €); the two other members are plainly
named samples, and every text is marked as an example.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys import award, committee, consortium
from tests.journeys.consortium import MemberPlan, plain
from tests.journeys.documents import sample_pdf
from tests.running_site import Site

LEAD = MemberPlan({"Dépenses de personnel": 3_000_000, "Conception de contenus": 1_928_135}, 3_449_695, 1_478_440)
CFA = MemberPlan({"Équipements": 1_000_000}, 700_000, 300_000)
EDTECH = MemberPlan({"Logiciels et licences": 1_000_000}, 700_000, 300_000)
MEMBERS = {
    "CFA Exemple (organisation d’exemple)": CFA,
    "EdTech Exemple (organisation d’exemple)": EDTECH,
}


def test_the_figures_are_those_of_the_public_record() -> None:
    plans = [LEAD, CFA, EDTECH]
    assert sum(plan.base for plan in plans) == 6_928_135
    assert sum(plan.aid for plan in plans) == 4_849_695
    assert all(plan.aid + plan.own == plan.base for plan in plans)


def test_nid_aie_from_the_precheck_to_the_public_register(
    site: Site, page_as: Callable[..., Page], tmp_path: Path
) -> None:
    lead = page_as("lead")
    application = _precheck_and_open(lead)
    _write_the_file(site, lead, page_as, application, tmp_path)
    reference = _deposit(lead, application)
    _select(page_as, reference)
    _award(site, lead, page_as, application)
    _read_the_register(site, page_as())


def _precheck_and_open(lead: Page) -> str:
    consortium.run_precheck(lead, aid=4_849_696)
    verdict = plain(lead.locator("main").inner_text())
    assert "elle dépasse de 1 € le plafond de 4 849 695 €" in verdict
    consortium.run_precheck(lead, aid=4_849_695)
    expect(lead.get_by_text("Cela vaut la peine de candidater")).to_be_visible()
    return consortium.open_application(lead, title="Nid’AI.e")


def _write_the_file(site: Site, lead: Page, page_as: Callable[..., Page], application: str, folder: Path) -> None:
    letter = sample_pdf(folder, "lettre")
    consortium.fill_project(lead, application)
    consortium.fill_part(lead, application, member="GIFOD")
    consortium.fill_budget(lead, application, LEAD, member="GIFOD")
    for piece in ("Lettre d’engagement", "Présentation du projet", "Relevé d’identité bancaire"):
        consortium.attach(lead, application, piece, letter)
    partner = page_as("partner")
    for rank, (name, plan) in enumerate(MEMBERS.items()):
        known = len(site.mails_to("partner@exemple.invalid"))
        consortium.invite(lead, application, name=name, email="partner@exemple.invalid")
        mail = site.wait_for_mail("partner@exemple.invalid", after=known)
        invitation = re.search(r"/groupement/invitation/[0-9a-f]+/", mail)
        assert invitation is not None, f"no link in the mail of invitation {rank}"
        consortium.join(partner, invitation.group(0), organisation=name)
        consortium.fill_part(partner, application, member=name)
        consortium.fill_budget(partner, application, plan, member=name)
        consortium.attach(partner, application, "Lettre d’engagement", letter, member=name)
        consortium.sign_off(partner, application, member=name)


def _deposit(lead: Page, application: str) -> str:
    lead.goto(f"{application}budget/")
    assert "Plafond de l’aide (70 % de l’assiette, arrondi à l’euro) : 4 849 695 €" in plain(
        lead.locator("main").inner_text()
    )
    lead.goto(f"{application}recapitulatif/")
    assert "6 928 135 €" in plain(lead.locator("main").inner_text())
    lead.goto(f"{application}depot/")
    box = lead.locator("main form input[type=checkbox]")
    if box.count():
        box.first.check()
    consortium.press(lead, "Déposer la candidature")
    lead.goto(f"{application}recepisse/")
    receipt = plain(lead.locator("main").inner_text())
    assert "heure de Paris" in receipt
    assert re.search(r"[0-9a-f]{64}", receipt)
    reference = re.search(r"APPEL-EXEMPLE-\d{4}", receipt)
    assert reference is not None
    return reference.group(0)


def _select(page_as: Callable[..., Page], reference: str) -> None:
    officer = page_as("officer")
    file = committee.open_file(officer, reference)
    committee.declare_complete(officer, file)
    committee.declare_eligible(officer, file)
    committee.ask_for_reviews(officer, file, experts=["Experte (exemple)", "Second expert (exemple)"])
    for expert in ("expert_1", "expert_2"):
        committee.review(page_as(expert), "Nid’AI.e", mark="4")
    committee.close_reviews_and_hear(officer, file)
    committee.retain(page_as("decider"), file)


def _award(site: Site, lead: Page, page_as: Callable[..., Page], application: str) -> None:
    lead.goto(application)
    expect(lead.get_by_text("Retenue", exact=True).first).to_be_visible()
    letter = lead.get_by_role("link", name="Télécharger le courrier (PDF)").get_attribute("href")
    assert letter is not None
    assert lead.request.get(letter).body().startswith(b"%PDF")
    officer = page_as("officer")
    agreement = award.prepare_and_send(officer, "Nid’AI.e")
    for persona in ("lead", "partner", "decider"):
        award.sign(page_as(persona), agreement, name="Claude Exemple")
    award.pay_first_tranche(officer, agreement)
    officer.goto(f"/instruction/conventions/{agreement}/")
    shown = plain(officer.locator("main").inner_text())
    assert "Signée par toutes les parties" in shown
    assert "2 424 847,50 €" in shown


def _read_the_register(site: Site, visitor: Page) -> None:
    visitor.goto("/registre/")
    row = visitor.get_by_role("row").filter(has_text="Appel d’exemple").filter(has_text="Nid’AI.e")
    row.get_by_role("link").first.click()
    visitor.wait_for_url(re.compile(r"/registre/[^/]+/$"))
    award_reference = visitor.url.rstrip("/").rpartition("/")[2]
    shown = plain(visitor.locator("main").inner_text())
    assert "4 849 695 €" in shown
    assert "6 928 135 €" in shown
    assert "2 424 847,50 €" in shown
    rows = list(csv.DictReader(visitor.request.get("/registre/subventions.csv").text().splitlines()))
    ours = [row for row in rows if row["referenceDecision"] == award_reference]
    assert len(ours) == 3
    assert {row["montant"] for row in ours} == {"4849695.00"}
    assert sum(Fraction(row["pourcentageSubvention"]) for row in ours) == 1
    assert "every link holds" in site.manage("verify_audit")
