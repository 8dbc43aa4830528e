"""Steps of a consortium that writes its application, as a person does them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

SPACES = re.compile(r"[\s\u00a0\u202f]+")


@dataclass(frozen=True)
class MemberPlan:
    """What one member will type: euros by expense category for year 1, then aid and own funding."""

    expenses: dict[str, int]
    aid: int
    own: int

    @property
    def base(self) -> int:
        """The member's total expenses, in euros."""
        return sum(self.expenses.values())


def plain(text: str | None) -> str:
    """A text with ordinary single spaces, to compare amounts as they are read."""
    return SPACES.sub(" ", text or "").strip()


def run_precheck(page: Page, *, aid: int) -> None:
    """Answer the five questions with the real file's figures and the given aid."""
    page.goto("/appels/")
    page.get_by_role("link", name="Appel d’exemple — ouvert aujourd’hui").first.click()
    page.get_by_role("link", name="Vérifier en cinq questions").first.click()
    page.get_by_label("Combien d’organisations").fill("3")
    choose(page, "portée géographique", "nationale")
    page.get_by_label("Combien de mois").fill("36")
    page.get_by_label("Quel est le total des dépenses").fill("6 928 135")
    page.get_by_label("Quelle aide").fill(str(aid))
    press(page, "Voir le verdict")


def choose(page: Page, question: str, option: str) -> None:
    """Pick an option of a list or of radio buttons, whichever the page offers."""
    listed = page.locator("select").and_(page.get_by_label(question))
    if listed.count():
        listed.first.select_option(label=option)
    else:
        page.get_by_role("group", name=question).get_by_label(option, exact=True).check()


def open_application(page: Page, *, title: str) -> str:
    """From the verdict to an open application; returns its address."""
    page.get_by_role("link", name="Préparer une candidature").first.click()
    choose(page, "Organisation chef de file", "GIFOD")
    page.locator("input[name=title]").fill(title)
    page.locator("input[name=months]").fill("36")
    choose(page, "Portée", "nationale")
    press(page, "Ouvrir la candidature")
    page.wait_for_url(re.compile(r"/candidatures/[0-9a-f-]{36}/"))
    match = re.search(r"/candidatures/[0-9a-f-]{36}/", page.url)
    assert match is not None
    return match.group(0)


def press(page: Page, name: str) -> None:
    """Press a form's button and wait for the page that answers (the button may wait for saves under way)."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def save_section(page: Page) -> None:
    """Save the form as someone without scripts would, and see that nothing is wrong."""
    press(page, "Enregistrer")
    expect(page.locator(".field__error")).to_have_count(0)


def invite(page: Page, application: str, *, name: str, email: str) -> None:
    """Invite a member by mail."""
    page.goto(f"{application}groupement/")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=email]").fill(email)
    press(page, "Envoyer l’invitation")
    expect(page.get_by_role("rowheader", name=re.compile(re.escape(name)))).to_be_visible()


def fill_budget(page: Page, application: str, plan: MemberPlan, *, member: str) -> None:
    """Type the member's expenses of year 1, then its financing plan."""
    page.goto(f"{application}budget/")
    table = page.get_by_role("table", name=f"Dépenses de {member}, en euros")
    for category, amount in plan.expenses.items():
        row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile(category)))
        row.locator("input[inputmode=decimal]").first.fill(str(amount))
    press(page, "Enregistrer le budget")
    expect(page.locator(".field__error")).to_have_count(0)
    page.goto(f"{application}financement/")
    fill_funding(page, plan, member=member)


def fill_funding(page: Page, plan: MemberPlan, *, member: str) -> None:
    """Type the aid and the own funding on the financing plan's page."""
    table = page.get_by_role("table", name=f"Plan de financement de {member}, en euros")
    for label, amount in (("Aide demandée", plan.aid), ("Autofinancement", plan.own)):
        row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile(label)))
        row.locator("input[inputmode=decimal]").first.fill(str(amount))
    press(page, "Enregistrer le plan")


def attach(page: Page, application: str, piece: str, file: Path, *, member: str = "") -> None:
    """Attach a file where this piece is asked for (of one member when it is asked of each)."""
    page.goto(f"{application}pieces/")
    heading = re.compile(re.escape(piece) + ".*" + re.escape(member))
    section = page.locator("section").filter(has=page.get_by_role("heading", name=heading))
    wanted = section.filter(has=page.locator("input[type=file]")).first
    wanted.locator("input[type=file]").set_input_files(file)
    with page.expect_navigation():
        wanted.get_by_role("button", name="Joindre", exact=True).click()
    expect(page.locator(".field__error")).to_have_count(0)


def fill_project(page: Page, application: str) -> None:
    """The consortium's own sections, with plainly marked sample words."""
    sections: dict[str, list[tuple[str, str]]] = {
        "summary": [("abstract", "Texte d’exemple : le projet en bref."), ("sector", "Autre secteur")],
        "need": [("need", "Texte d’exemple : le besoin."), ("learners", "1200"), ("audience", "Apprentis")],
        "pedagogy": [
            ("innovation", "Texte d’exemple : l’innovation."),
            ("modes", "Immersion (réalité virtuelle, 360°, simulation)"),
            ("accessibility", "Texte d’exemple : l’accessibilité."),
        ],
        "sharing": [
            ("shares_productions", "Oui"),
            ("licence", "Licence Ouverte 2.0 (Etalab)"),
            ("dissemination", "Texte d’exemple : la diffusion."),
        ],
        "delivery": [("first_results_month", "12"), ("model", "Texte d’exemple : le modèle.")],
    }
    for section, answers in sections.items():
        page.goto(f"{application}parties/{section}/")
        for name, answer in answers:
            answer_field(page, name, answer)
        if section == "delivery":
            fill_first_rows(page)
        save_section(page)
        if section == "sharing":
            page.goto(f"{application}parties/{section}/")
            answer_field(page, "licence", "Licence Ouverte 2.0 (Etalab)")
            save_section(page)


def fill_part(page: Page, application: str, *, member: str) -> None:
    """One member's own section."""
    page.goto(application)
    page.get_by_role("link", name=re.compile(f"Votre organisation dans le projet.*{re.escape(member)}")).click()
    answer_field(page, "partner_role", "Texte d’exemple : notre rôle.")
    answer_field(page, "partner_contact", "Claude Exemple, direction")
    answer_field(page, "partner_staff", "4")
    answer_field(page, "other_aid", "Non")
    page.locator("[data-field=partner_statement] input[type=checkbox]").check()
    save_section(page)


def answer_field(page: Page, name: str, answer: str) -> None:
    """Answer one question of the form, whatever its kind; a question that is not shown is passed over."""
    field = page.locator(f"[data-field={name}]")
    if not field.count():
        return
    if field.locator("textarea").count():
        field.locator("textarea").fill(answer)
    elif field.locator("select").count():
        field.locator("select").select_option(label=answer)
    elif field.locator("input[type=radio], input[type=checkbox]").count():
        field.get_by_label(answer, exact=True).check()
    else:
        field.locator("input:not([type=hidden])").fill(answer)


def fill_first_rows(page: Page) -> None:
    """The first line of the milestones and of the indicators."""
    for name, cells in (("milestones", ("Premier module d’exemple", "12")), ("indicators", ("Apprenants", "1200"))):
        inputs = page.locator(f"[data-field={name}] input:not([type=hidden]):not([type=checkbox])")
        for rank, text in enumerate(cells):
            inputs.nth(rank).fill(text)


def join(page: Page, invitation: str, *, organisation: str) -> None:
    """Accept an invitation with one of one's organisations."""
    page.goto(invitation)
    choose(page, "Organisation avec laquelle", organisation)
    press(page, "Rejoindre le groupement")


def sign_off(page: Page, application: str, *, member: str) -> None:
    """Sign off one member's part."""
    page.goto(f"{application}groupement/")
    part = page.locator("section").filter(has=page.get_by_role("heading", name=f"La partie de {member}"))
    with page.expect_navigation():
        part.get_by_role("button", name="Valider ma partie", exact=True).click()
    expect(part.get_by_text("Validée")).to_be_visible()
