"""The pages by which a trainer or a learner pairs a headset, follows it and revokes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils.html import escape

from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.people.models import Account
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.models import DeviceToken, Pairing
from deffinum.rooms.records.queries.devices import pairing_page
from deffinum.rooms.records.web.qr import qr_svg
from tests.factories.people import NOW, AccountFactory, OrganisationFactory, representative
from tests.rooms.records.web.test_pairing import GESTURE, pair

pytestmark = pytest.mark.django_db

FORM = {"title": "Poser une échelle", "activity": GESTURE, "days": "7"}


def signed_in(account_id: UUID | None) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=account_id))
    return client


def test_a_trainer_pairs_follows_and_revokes() -> None:
    organisation = OrganisationFactory()
    learner = enrol_learner(
        organisation_id=organisation.pk, label="Apprenant d’exemple", account_id=None, by=PLATFORM, now=NOW
    )
    trainer = signed_in(representative(organisation).account_id)
    devices = f"/organisations/{organisation.pk}/appareils/"
    assert "Aucun appareil" in trainer.get(devices).content.decode()
    assert devices in trainer.get(f"/organisations/{organisation.pk}/").content.decode()
    wrong = trainer.post(f"{devices}jumeler/", FORM)
    assert "Choisissez l’apprenant." in wrong.content.decode()
    answer: Any = trainer.post(f"{devices}jumeler/", {**FORM, "learner": str(learner.id)}, follow=True)
    row = Pairing.objects.get()
    found = pairing_page(pairing_id=row.pk, now=row.opened_at)
    assert found is not None
    page = answer.content.decode()
    assert escape(found.code) in page
    assert "<svg" in page
    assert "no-store" in answer["Cache-Control"]
    state = f"/appareils/jumelage/{row.pk}/etat/"
    assert trainer.get(state).status_code == 204
    assert pair(found.code).status_code == 201
    used = trainer.get(state)
    assert (used.status_code, "Casque d’exemple" in used.content.decode()) == (286, True)
    assert found.code not in trainer.get(f"/appareils/jumelage/{row.pk}/").content.decode()
    device = DeviceToken.objects.get()
    assert str(device.pk) in trainer.get(devices).content.decode()
    revoke = f"/appareils/{device.pk}/revoquer/"
    assert trainer.get(revoke).status_code == 200
    assert "Révoqué" in trainer.post(revoke, follow=True).content.decode()
    device.refresh_from_db()
    assert device.revoked_at is not None


def test_a_learner_pairs_for_themselves_and_a_stranger_sees_nothing() -> None:
    account = AccountFactory()
    learner = enrol_learner(
        organisation_id=OrganisationFactory().pk, label="", account_id=account.pk, by=PLATFORM, now=NOW
    )
    address = f"/apprenants/{learner.id}/appareils/jumeler/"
    own = signed_in(account.pk)
    assert GESTURE in own.get(f"{address}?activite={GESTURE}").content.decode()
    answer: Any = own.post(address, FORM, follow=True)
    assert answer.status_code == 200
    shown = answer.redirect_chain[-1][0]
    stranger = signed_in(representative().account_id)
    for path in (address, shown, f"{shown}etat/", f"/organisations/{learner.store_id}/appareils/"):
        assert stranger.get(path).status_code in (403, 404)
        assert Client().get(path).status_code == 302


def test_the_address_of_the_code_shows_a_page_to_everybody() -> None:
    assert "scannez" in Client().get("/appareils/jumelage/").content.decode()


def test_the_code_is_drawn_here_without_style() -> None:
    drawn = qr_svg("https://exemple.invalid/#ABCD2345", label="Code <b>")
    image = ET.fromstring(drawn)  # noqa: S314 - our own drawing
    assert image.attrib["aria-label"] == "Code <b>"
    assert "style" not in drawn
