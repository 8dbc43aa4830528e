"""Steps of the selection, as officers, experts and the decider do them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.consortium import press

FILES = "/instruction/dossiers/"


def open_file(officer: Page, reference: str) -> str:
    """From the officers' list to the file; returns its address."""
    officer.goto(f"{FILES}?q={reference}")
    officer.get_by_role("row").filter(has_text=reference).get_by_role("link").first.click()
    officer.wait_for_url(re.compile(rf"{FILES}[0-9a-f-]{{36}}/"))
    match = re.search(rf"{FILES}[0-9a-f-]{{36}}/", officer.url)
    assert match is not None
    return match.group(0)


def declare_complete(officer: Page, file: str) -> None:
    """Find every item conform, then declare the file complete."""
    officer.goto(f"{file}recevabilite/")
    for choice in officer.locator("select[name^=verdict-]").all():
        choice.select_option(value="conform")
    press(officer, "Déclarer le dossier complet")


def declare_eligible(officer: Page, file: str) -> None:
    """Read the proof, then follow it."""
    officer.goto(f"{file}eligibilite/")
    expect(officer.get_by_text("Éligible", exact=True).first).to_be_visible()
    officer.locator("main form").last.get_by_label("Éligible", exact=True).check()
    press(officer, "Enregistrer la déclaration")


def ask_for_reviews(officer: Page, file: str, *, experts: list[str]) -> None:
    """Open the reviews and ask each expert."""
    officer.goto(f"{file}expertises/")
    press(officer, "Ouvrir l’expertise")
    for expert in experts:
        officer.locator("select[name=expert]").select_option(label=expert)
        due = officer.locator("input[name=due_on]")
        due.fill((date.today() + timedelta(days=21)).isoformat())  # noqa: DTZ011 - a date far enough whatever the zone
        press(officer, "Demander l’expertise")


def review(expert: Page, title: str, *, mark: str) -> None:
    """Declare no conflict, read, mark every criterion and hand in."""
    expert.goto("/expertises/")
    expert.get_by_role("row").filter(has_text=title).get_by_role("link").first.click()
    expert.locator("input[name=answer]").first.check()
    press(expert, "Enregistrer ma déclaration")
    for choice in expert.locator("select[name^=mark_]").all():
        choice.select_option(label=mark)
    expert.locator("textarea[name=comment_for_applicant]").fill("Texte d’exemple : appréciation pour le groupement.")
    expert.locator("textarea[name=comment_for_jury]").fill("Texte d’exemple : appréciation pour le jury.")
    press(expert, "Rendre l’expertise")


def close_reviews_and_hear(officer: Page, file: str) -> None:
    """Close the reviews, then record the hearing."""
    officer.goto(f"{file}expertises/")
    press(officer, "Clore l’expertise")
    officer.goto(f"{file}audition/")
    officer.locator("input[name=held_on]").fill(date.today().isoformat())  # noqa: DTZ011 - today, as on the form
    officer.locator("textarea[name=notes]").fill("Texte d’exemple : ce que le comité retient.")
    press(officer, "Enregistrer l’audition")


def retain(decider: Page, file: str) -> None:
    """Retain with the aid asked for, read the letter, notify."""
    decider.goto(f"{file}decision/")
    decider.get_by_label("Retenue", exact=True).check()
    press(decider, "Enregistrer la décision")
    expect(decider.get_by_role("link", name="Lire le courrier (PDF)")).to_be_visible()
    press(decider, "Notifier la décision")
