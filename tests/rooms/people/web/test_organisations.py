"""The pages of organisations: register, correct, invite, end, tokens."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.commands.request_mandate import request_mandate
from deffinum.rooms.people.models import Account, Invitation, Mandate, MandateRequest, Organisation, OrganisationToken
from deffinum.rooms.people.queries.actors import token_of_secret
from deffinum.rooms.people.words import MandateKind, Role
from tests.factories.people import (
    AccountFactory,
    MandateFactory,
    OrganisationFactory,
    contributor,
    holder,
    person,
    representative,
    siret_of,
)

pytestmark = pytest.mark.django_db


def browser(by: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=by.account_id))
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client: Client) -> None:
    answer = client.get("/organisations/nouvelle/")
    assert answer.headers["location"] == "/comptes/login/?next=/organisations/nouvelle/"


def test_registering_opens_the_page_of_the_organisation() -> None:
    client = browser(person())
    answer = client.post(
        "/organisations/nouvelle/",
        {"name": "Organisme d’exemple", "siret": siret_of(9), "kind": "training", "region_code": "27",
         "created_on_day": "2", "created_on_month": "5", "created_on_year": "1998"},
        follow=True,
    )  # fmt: skip
    page = text_of(answer)
    assert "vous en êtes le représentant" in page
    assert "Bourgogne-Franche-Comté" in page
    assert Organisation.objects.get().created_on is not None


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost() -> None:
    client = browser(person())
    page = text_of(client.post("/organisations/nouvelle/", {"name": "Nom gardé", "siret": "123", "kind": "training"}))
    assert "Erreur :" in page
    assert "Nom gardé" in page
    assert re.search(r'id="id_siret"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="id_siret"', page)
    assert not Organisation.objects.exists()


def test_a_duplicate_says_whom_to_ask() -> None:
    organisation = OrganisationFactory(siret=siret_of(9))
    representative(organisation, first_name="Dominique", last_name="Exemple")
    client = browser(person())
    page = text_of(client.post("/organisations/nouvelle/", {"name": "X", "siret": siret_of(9), "kind": "training"}))
    assert "Dominique Exemple" in page
    assert Organisation.objects.count() == 1


def test_a_proposal_fills_the_siret() -> None:
    assert siret_of(9) in text_of(browser(person()).get(f"/organisations/nouvelle/?siret={siret_of(9)}"))


PAGES = ("", "modifier/", "inviter/", "jetons/nouveau/")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", ["representative", "contributor", "stranger", "officer", "administrator"])
def test_each_page_is_open_to_those_it_is_for(path: str, who: str) -> None:
    organisation = OrganisationFactory()
    by = {
        "representative": lambda: representative(organisation),
        "contributor": lambda: contributor(organisation),
        "stranger": representative,
        "officer": lambda: holder(Role.OFFICER),
        "administrator": lambda: holder(Role.ADMINISTRATOR),
    }[who]()
    answer = browser(by).get(f"/organisations/{organisation.pk}/{path}")
    allowed = who in {"representative", "administrator"} or (who == "contributor" and path == "")
    assert answer.status_code == (200 if allowed else 403)
    if not allowed:
        assert "représentant" in text_of(answer)


def test_an_unknown_organisation_is_not_found() -> None:
    assert browser(person()).get("/organisations/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_a_contributor_sees_the_button_greyed_with_its_reason_and_no_secret_list() -> None:
    organisation = OrganisationFactory()
    boss = representative(organisation)
    browser(boss).post(
        f"/organisations/{organisation.pk}/inviter/", {"email": "x@exemple.invalid", "kind": "contributor"}
    )
    page = text_of(browser(contributor(organisation)).get(f"/organisations/{organisation.pk}/"))
    assert "Seul un représentant de l’organisation peut le faire" in page
    assert "x@exemple.invalid" not in page


def test_correcting_keeps_the_commune_code_until_the_commune_changes() -> None:
    organisation = OrganisationFactory()
    client = browser(representative(organisation))
    fields = {"name": "Nouveau nom", "siret": organisation.siret, "kind": "school", "postcode": "21000"}
    client.post(f"/organisations/{organisation.pk}/modifier/", fields | {"commune_name": "Dijon"})
    organisation.refresh_from_db()
    assert (organisation.name, organisation.commune_code) == ("Nouveau nom", "21231")
    client.post(f"/organisations/{organisation.pk}/modifier/", fields | {"commune_name": "Ailleurs"})
    organisation.refresh_from_db()
    assert organisation.commune_code == ""


def test_inviting_accepting_by_link_and_opening_the_page() -> None:
    organisation = OrganisationFactory(name="Organisme invitant d’exemple")
    client = browser(representative(organisation))
    answer = client.post(
        f"/organisations/{organisation.pk}/inviter/",
        {"email": "sacha@exemple.invalid", "kind": "contributor"},
        follow=True,
    )
    assert "sacha@exemple.invalid" in text_of(answer)
    run_waiting_jobs()
    link = re.findall(r"http://[^/]+(/invitations/\S+)", str(mail.outbox[-1].body))[0]
    visitor = Client()
    page = text_of(visitor.get(link))
    assert "s…@exemple.invalid" in page and "sacha@" not in page
    assert f"/comptes/signup/?next={link}" in page
    sacha = AccountFactory(email="sacha@exemple.invalid")
    visitor.force_login(sacha)
    answer = visitor.post(link, {"answer": "accept"}, follow=True)
    assert "Vous pouvez maintenant agir pour" in text_of(answer)
    assert answer.redirect_chain[-1][0] == f"/organisations/{organisation.pk}/"
    assert "Vous avez déjà accepté" in text_of(visitor.get(link))
    assert "déjà servi" in text_of(Client().get(link))


def test_each_fault_of_an_invitation_has_a_clear_page(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = OrganisationFactory()
    boss = browser(representative(organisation))
    boss.post(f"/organisations/{organisation.pk}/inviter/", {"email": "sacha@exemple.invalid", "kind": "contributor"})
    run_waiting_jobs()
    link = re.findall(r"http://[^/]+(/invitations/\S+)", str(mail.outbox[-1].body))[0]
    other = browser(person())
    answer = other.get(link)
    assert (answer.status_code, "autre adresse" in text_of(answer)) == (403, True)
    assert "autre adresse" in text_of(other.post(link, {"answer": "accept"}, follow=True))
    assert Client().get("/invitations/inconnu/").status_code == 404
    Invitation.objects.update(expires_at="2022-01-01T00:00:00Z")
    answer = browser_of("sacha@exemple.invalid").get(link)
    assert (answer.status_code, "a expiré" in text_of(answer)) == (410, True)
    boss.post(f"/organisations/invitations/{Invitation.objects.get().pk}/renvoyer/")
    answer = Client().get(link)
    assert (answer.status_code, "courriel plus récent" in text_of(answer)) == (404, True)
    run_waiting_jobs()
    link = re.findall(r"http://[^/]+(/invitations/\S+)", str(mail.outbox[-1].body))[0]
    boss.post(f"/organisations/invitations/{Invitation.objects.get().pk}/retirer/")
    answer = Client().get(link)
    assert (answer.status_code, "a été retirée" in text_of(answer)) == (410, True)
    assert not Mandate.objects.filter(account__email="sacha@exemple.invalid").exists()


def browser_of(email: str) -> Client:
    account = Account.objects.filter(email=email).first() or AccountFactory(email=email)
    client = Client()
    client.force_login(account)
    return client


def test_a_representative_of_another_organisation_cannot_touch_an_invitation() -> None:
    organisation = OrganisationFactory()
    boss = browser(representative(organisation))
    boss.post(f"/organisations/{organisation.pk}/inviter/", {"email": "sacha@exemple.invalid", "kind": "contributor"})
    invitation = Invitation.objects.get()
    for action in ("renvoyer", "retirer"):
        answer = browser(representative()).post(f"/organisations/invitations/{invitation.pk}/{action}/")
        assert answer.status_code == 404
    invitation.refresh_from_db()
    assert invitation.state == "sent"


def test_declining_by_the_page() -> None:
    organisation = OrganisationFactory()
    boss = browser(representative(organisation))
    boss.post(f"/organisations/{organisation.pk}/inviter/", {"email": "sacha@exemple.invalid", "kind": "contributor"})
    run_waiting_jobs()
    link = re.findall(r"http://[^/]+(/invitations/\S+)", str(mail.outbox[-1].body))[0]
    page = text_of(browser_of("sacha@exemple.invalid").post(link, {"answer": "decline"}, follow=True))
    assert "a été déclinée" in page
    assert Invitation.objects.get().state == "declined"


def test_ending_a_mandate_asks_first() -> None:
    organisation = OrganisationFactory()
    other = MandateFactory(organisation=organisation, kind=MandateKind.CONTRIBUTOR)
    client = browser(representative(organisation))
    address = f"/organisations/mandats/{other.pk}/terminer/"
    assert "dès maintenant" in text_of(client.get(address))
    assert "Le mandat a pris fin." in text_of(client.post(address, follow=True))
    assert "a déjà pris fin" in text_of(client.post(address, follow=True))
    assert browser(person()).get(address).status_code == 403


def test_a_token_is_shown_once_and_revoked() -> None:
    organisation = OrganisationFactory()
    client = browser(representative(organisation))
    from datetime import UTC, datetime, timedelta

    today = datetime.now(UTC).date()
    answer = client.post(
        f"/organisations/{organisation.pk}/jetons/nouveau/",
        {"label": "Logiciel d’exemple", "expires_on": (today + timedelta(30)).isoformat()},
    )
    secret = re.findall(r'value="(deffinum_[^"]+)"', text_of(answer))[0]
    assert "no-store" in answer.headers["cache-control"]
    assert token_of_secret(secret, day=today) is not None
    page = text_of(client.get(f"/organisations/{organisation.pk}/"))
    assert secret not in page and "Logiciel d’exemple" in page
    address = f"/organisations/jetons/{OrganisationToken.objects.get().pk}/revoquer/"
    assert browser(contributor(organisation)).post(address).status_code == 403
    assert "n’aura plus accès" in text_of(client.get(address))
    client.post(address)
    assert token_of_secret(secret, day=today) is None


def test_answering_a_request_from_the_page() -> None:
    from tests.factories.people import NOW

    organisation = OrganisationFactory()
    asked = request_mandate(organisation_id=organisation.pk, by=person(first_name="Sacha"), now=NOW)
    client = browser(representative(organisation))
    assert "Sacha" in text_of(client.get(f"/organisations/{organisation.pk}/"))
    assert browser(contributor(organisation)).post(f"/organisations/demandes/{asked}/").status_code == 403
    client.post(f"/organisations/demandes/{asked}/", {"answer": "accept"})
    assert MandateRequest.objects.get().state == "accepted"


def test_asking_for_a_mandate_by_the_page() -> None:
    organisation = OrganisationFactory()
    client = browser(person())
    assert "vous n’avez accès à rien" in text_of(client.get(f"/organisations/{organisation.pk}/demander/"))
    page = text_of(client.post(f"/organisations/{organisation.pk}/demander/", follow=True))
    assert "attend la réponse" in page
    assert "déjà transmise" in text_of(client.post(f"/organisations/{organisation.pk}/demander/", follow=True))


def test_an_administrator_finds_any_organisation_and_others_do_not() -> None:
    organisation = OrganisationFactory(name="Introuvable sans droit")
    assert "Introuvable" in text_of(browser(holder(Role.ADMINISTRATOR)).get("/organisations/?q=introuvable"))
    assert organisation.name in text_of(
        browser(holder(Role.ADMINISTRATOR)).get(f"/organisations/?q={organisation.siret[:9]}")
    )
    assert "Introuvable" not in text_of(browser(person()).get("/organisations/?q=introuvable"))


def test_the_page_costs_the_same_queries_with_one_member_and_with_four(django_assert_max_num_queries: Any) -> None:
    organisation = OrganisationFactory()
    client = browser(representative(organisation))
    counts = []
    for _round in range(2):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.get(f"/organisations/{organisation.pk}/")  # shows, and so forgets, the messages
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/organisations/{organisation.pk}/")
        counts.append(len(queries))
        for rank in range(3):
            MandateFactory(organisation=organisation)
            client.post(
                f"/organisations/{organisation.pk}/inviter/",
                {"email": f"p{rank}@exemple.invalid", "kind": "contributor"},
            )
            request_mandate_of(organisation)
    assert counts[0] == counts[1] <= 12


def request_mandate_of(organisation: Organisation) -> None:
    MandateRequest.objects.create(
        account=AccountFactory(), organisation=organisation, kind="contributor", asked_at="2022-05-02T10:00:00Z"
    )
