"""A person creates an account, adds a passkey, invites a colleague who acts for the organisation."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page

from tests.factories.people import siret_of
from tests.running_site import Site

CODE = re.compile(r"^[A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*$", re.MULTILINE)
PASSWORD = "une phrase longue et sûre"


def mail_to(site: Site, address: str, *, holding: re.Pattern[str], count: int = 1) -> str:
    """What the pattern finds in the newest mail to an address, once there are `count` mails that hold it."""
    for _attempt in range(100):
        found = [match[0] for text in site.mails_to(address) if (match := holding.search(text))]
        if len(found) >= count:
            return found[-1]
        time.sleep(0.2)
    raise AssertionError(f"No mail to {address} holds {holding.pattern!r}.")


def create_account(page: Page, site: Site, email: str, *, address: str = "/comptes/signup/") -> None:
    page.goto(address)
    page.get_by_label("Adresse électronique").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Créer mon compte").click()
    page.get_by_label("Code", exact=True).fill(mail_to(site, email, holding=CODE))
    page.get_by_role("button", name="Confirmer").click()
    page.wait_for_load_state()


def test_an_account_its_passkey_its_organisation_and_a_colleague(
    site: Site, open_browser: Callable[..., BrowserContext]
) -> None:
    context = open_browser()
    page = context.new_page()
    create_account(page, site, "dominique@exemple.invalid")
    assert page.url.endswith("/mon-espace/")

    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/comptes/2fa/webauthn/add/")
    page.locator("input[type=password]").fill(PASSWORD)  # the account is asked to prove itself again
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_label("Nom de la clé").fill("Clé d’exemple")
    page.get_by_label("Me connecter avec cette clé seule").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda address: not address.endswith("/add/"))
    page.goto("/mon-compte/securite/")
    assert page.get_by_text("1 clé", exact=True).is_visible()

    page.goto("/comptes/logout/")
    page.locator("main").get_by_role("button", name="Se déconnecter").click()
    page.goto("/comptes/login/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url("**/mon-espace/")

    page.goto("/organisations/nouvelle/")
    page.get_by_label("Nom de l’organisation").fill("Organisme de Dominique (exemple)")
    page.get_by_label("SIRET de l’établissement").fill(siret_of(31))
    page.get_by_label("Type d’organisation").select_option("training")
    page.get_by_role("button", name="Enregistrer l’organisation").click()
    page.get_by_role("link", name="Inviter une personne").click()
    page.get_by_label("Adresse électronique de la personne").fill("sacha@exemple.invalid")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    link = mail_to(site, "sacha@exemple.invalid", holding=re.compile(r"/invitations/[^/\s]+/"))

    colleague = open_browser().new_page()
    colleague.goto(link)
    colleague.get_by_role("link", name="Créer un compte").click()
    create_account(colleague, site, "sacha@exemple.invalid", address=colleague.url)
    colleague.get_by_role("button", name="Accepter l’invitation").click()
    assert colleague.get_by_role("heading", level=1).inner_text() == "Organisme de Dominique (exemple)"
    page.goto("/notifications/")
    assert page.get_by_text("a accepté votre invitation").first.is_visible()
