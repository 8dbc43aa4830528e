"""Pages that exist only in the middle of something: a code that was sent, a factor being added, a provider's answer.

Each walk goes there as a person does, and looks at every page on the way: light, dark and the width of a phone in the
neutral theme, light in the State's. `addresses.WALKS` says which pages each walk must have seen.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import BrowserContext, Page

from launcher.serve import free_port
from tests.accessibility.addresses import WALKS
from tests.accessibility.axe import violations
from tests.accessibility.test_every_page import WIDER, etat_address  # noqa: F401 - a fixture
from tests.factories.people import siret_of
from tests.journeys.test_person_signs_in import CODE, PASSWORD, mail_to
from tests.rooms.people.web.fake_identity_provider import CLIENT_ID, FakeProvider, running
from tests.running_site import DESKTOP, PHONE, Site, become, serve, wait_for


@dataclass
class Walk:
    """A person's browser, and what was seen on the way."""

    page: Page
    site: Site
    etat: str
    email: str
    names: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)
    mails: int = 0

    def go(self, path: str) -> None:
        self.page.goto(self.site.address + path)

    def look(self) -> None:
        """Look at the page that is open; it must be one that can be loaded again."""
        path = self.page.url.removeprefix(self.site.address)
        self.names.add(resolve(urlsplit(path).path).view_name)
        self.note(path, "light")
        self.page.emulate_media(color_scheme="dark")
        self.load(self.site.address, path)
        self.note(path, "dark")
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(PHONE)
        if wider := self.page.evaluate(WIDER):
            self.found.append(f"== {path} (phone)\n{wider} pixels wider than the screen")
        self.page.set_viewport_size(DESKTOP)
        self.load(self.etat, path)
        self.note(path, "etat")
        self.load(self.site.address, path)

    def note(self, path: str, look: str) -> None:
        if said := violations(self.page):
            self.found.append(f"== {path} ({look})\n" + "\n".join(said))

    def load(self, address: str, path: str) -> None:
        self.page.goto(address + path)
        assert self.page.url == address + path, "the page is gone when it is loaded again"

    def fill(self, **values: str) -> None:
        """Fill fields by their name, in the first form that has them, and send it."""
        for name, value in values.items():
            self.page.locator(f"main input[name={name}]:not([type=hidden])").first.fill(value)
        form = self.page.locator("main form").filter(has=self.page.locator(f"input[name={next(iter(values))}]")).first
        with self.page.expect_navigation():
            form.locator("button[type=submit], input[type=submit]").first.click()

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def code(self) -> str:
        """The code of the next mail."""
        self.mails += 1
        return mail_to(self.site, self.email, holding=CODE, count=self.mails)

    def sign_up(self) -> None:
        self.go("/comptes/signup/")
        self.fill(email=self.email, password1=PASSWORD)
        self.fill(code=self.code())

    def sign_out(self) -> None:
        self.go("/comptes/logout/")
        self.press("Se déconnecter")

    def prove(self) -> None:
        """Give the password again, where it is asked."""
        if "/reauthenticate/" in self.page.url:
            self.fill(password=PASSWORD)

    def ends(self, name: str) -> None:
        assert not self.found, "\n\n" + "\n\n".join(self.found)
        assert self.names == set(WALKS[name])


@pytest.fixture
def walk(site: Site, etat_address: str, open_browser: Callable[..., BrowserContext]) -> Walk:  # noqa: F811
    """A newcomer's browser."""
    email = f"marche-{uuid.uuid4().hex[:8]}@exemple.invalid"
    return Walk(open_browser().new_page(), site, etat_address, email)


def test_a_newcomer(walk: Walk) -> None:
    walk.go("/comptes/signup/")
    walk.fill(email=walk.email, password1="court")
    walk.look()
    walk.fill(email=walk.email, password1=PASSWORD)
    walk.look()
    walk.fill(code="MAUVAIS")
    walk.note("/comptes/confirm-email/", "wrong code")
    walk.fill(code=walk.code())
    walk.sign_out()

    walk.go("/comptes/login/")
    walk.fill(login=walk.email, password="faux")
    walk.look()
    walk.go("/comptes/login/code/")
    walk.fill(email=walk.email)
    walk.look()
    walk.fill(code=walk.code())
    walk.go("/comptes/password/change/")
    walk.look()
    walk.prove()
    walk.go("/comptes/reauthenticate/")
    walk.look()
    walk.sign_out()

    walk.go("/comptes/password/reset/")
    walk.fill(email=walk.email)
    walk.look()
    walk.fill(code=walk.code())
    walk.look()
    walk.fill(password1="une autre phrase, longue et sûre")
    walk.go("/comptes/password/reset/done/")
    walk.look()
    walk.ends("newcomer")


def figures(secret: str) -> str:
    """The six figures that an authenticator application shows (RFC 6238), with some seconds left to type them."""
    if time.time() % 30 > 20:
        time.sleep(30 - time.time() % 30)
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def test_an_authenticator_application(walk: Walk) -> None:
    walk.sign_up()
    walk.go("/comptes/2fa/totp/activate/")
    walk.prove()
    walk.look()
    secret = walk.page.locator("#authenticator_secret").input_value()
    walk.fill(code="000000")
    walk.note("/comptes/2fa/totp/activate/", "wrong code")
    walk.fill(code=figures(secret))
    for path in ("recovery-codes/", "recovery-codes/generate/", "totp/deactivate/"):
        walk.go(f"/comptes/2fa/{path}")
        walk.look()
    walk.go("/mon-compte/securite/")
    walk.look()
    walk.sign_out()

    walk.go("/comptes/login/")
    walk.fill(login=walk.email, password=PASSWORD)
    walk.look()
    walk.fill(code=figures(secret))
    walk.go("/comptes/2fa/reauthenticate/")
    walk.look()
    walk.ends("authenticator application")


def test_a_passkey(walk: Walk) -> None:
    walk.sign_up()
    devices = walk.page.context.new_cdp_session(walk.page)
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
    walk.go("/comptes/2fa/webauthn/add/")
    walk.prove()
    walk.look()
    walk.page.get_by_label("Nom de la clé").fill("Clé d’exemple")
    with walk.page.expect_navigation():
        walk.page.locator("#mfa_webauthn_add").click()
    walk.go("/comptes/2fa/webauthn/")
    walk.look()
    keys = [each.get_attribute("href") or "" for each in walk.page.locator("main a[href*='/webauthn/keys/']").all()]
    assert len(keys) == 2
    for address in keys:
        walk.go(urlsplit(address).path)
        walk.look()
    walk.go("/comptes/2fa/webauthn/reauthenticate/")
    walk.look()
    walk.go("/mon-compte/securite/")
    walk.look()
    walk.ends("passkey")


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    """An identity provider that speaks as ProConnect does."""
    claims = {"sub": uuid.uuid4().hex, "given_name": "Sacha", "usual_name": "Exemple", "siret": siret_of(5)}
    with running(FakeProvider(claims)) as listening:
        yield listening


@pytest.fixture(scope="module")
def provided(site: Site, provider: FakeProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    """The same platform with that provider, by theme."""
    sites, processes = {}, []
    for rank, theme in enumerate(("neutre", "etat")):
        port = free_port(8800 + 20 * rank)
        address = f"http://localhost:{port}"
        told = {
            "SITE_URL": address,
            "THEME": theme,
            "PROCONNECT_SERVER": provider.address,
            "PROCONNECT_CLIENT_ID": CLIENT_ID,
            "PROCONNECT_CLIENT_SECRET": "secret-exemple",
        }
        sites[theme] = replace(site, address=address, variables=site.variables | told)
        processes.append(serve(sites[theme], tmp_path_factory.mktemp(theme), port))
    for each in sites.values():
        wait_for(each)
    yield sites
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=15)


def test_an_identity_provider(walk: Walk, provided: dict[str, Site], provider: FakeProvider) -> None:
    walk.site, walk.etat = provided["neutre"], provided["etat"].address
    provider.known_return = f"{walk.site.address}/comptes/oidc/proconnect/logout/callback/"
    walk.go("/comptes/login/")
    walk.look()
    walk.go("/comptes/oidc/proconnect/login/")
    walk.look()
    walk.press("Continuer")  # the provider gives no address: one is asked for
    walk.look()
    walk.fill(email=walk.email)
    walk.look()
    walk.fill(code=walk.code())
    walk.go("/comptes/3rdparty/")
    walk.look()
    walk.go("/comptes/3rdparty/login/error/")
    walk.look()

    walk.sign_out()
    assert walk.page.url == f"{walk.site.address}/", "by way of the provider's own page"
    assert walk.page.get_by_text("Votre fournisseur d’identité a fermé votre session, lui aussi.").is_visible()
    assert any(each.startswith("/session/end?") for each in provider.asked)
    walk.ends("identity provider")


def test_a_token_is_shown_once(walk: Walk) -> None:
    become(walk.page, "lead")
    walk.go("/organisations/")
    walk.page.locator("main a[href^='/organisations/']").filter(has_text="GIFOD").first.click()
    walk.page.wait_for_load_state()
    organisation = urlsplit(walk.page.url).path
    for scheme in ("light", "dark"):  # before the page opens: colours that fade would be read half-way
        walk.page.emulate_media(color_scheme=scheme)
        walk.go(f"{organisation}jetons/nouveau/")
        walk.fill(label=f"Logiciel d’exemple ({scheme})")
        walk.note("the token", scheme)
    walk.page.set_viewport_size(PHONE)
    assert not walk.page.evaluate(WIDER)
    assert not walk.found, "\n\n" + "\n\n".join(walk.found)


@pytest.mark.parametrize(
    ("path", "status"), [("/nulle-part/", 404), ("/instruction/", 403), ("/administration/roles/", 403)]
)
def test_a_page_that_is_not_for_this_person(walk: Walk, path: str, status: int) -> None:
    become(walk.page, "lead")
    answer = walk.page.goto(walk.site.address + path)
    assert answer is not None and answer.status == status
    walk.note(path, "light")
    walk.page.emulate_media(color_scheme="dark")
    walk.load(walk.site.address, path)
    walk.note(path, "dark")
    walk.page.set_viewport_size(PHONE)
    assert not walk.page.evaluate(WIDER)
    walk.load(walk.etat, path)
    walk.note(path, "etat")
    assert not walk.found, "\n\n" + "\n\n".join(walk.found)
