"""The page of a single file: who opens it, what its island is told, and what leaves the page."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.commons.models import ResourceVersion
from deffinum.rooms.records.commands.record_consent import record_consent
from deffinum.rooms.records.models import Activity, Play
from deffinum.rooms.records.public import enrol_learner
from deffinum.rooms.records.words import Purpose
from tests.factories.commons import deposited
from tests.factories.documents import small_document
from tests.factories.people import AccountFactory, representative

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> ResourceVersion:
    return deposited(small_document("Une page"), name="notice.pdf")


def address(version: ResourceVersion) -> str:
    return f"/ressources/versions/{version.pk}/lecteur/"


def learner_of(version: ResourceVersion) -> Client:
    account = AccountFactory()
    enrol_learner(
        organisation_id=version.resource.organisation_id,
        label="Exemple",
        account_id=account.pk,
        by=PLATFORM,
        now=database_now(),
    )
    client = Client()
    client.force_login(account)
    return client


def told(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="player" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def test_a_learner_opens_a_play_and_again_the_same_registration(version: ResourceVersion) -> None:
    client = learner_of(version)
    page = client.get(address(version)).content.decode()
    island = told(page)
    assert "data-play" in page
    assert island["activity"]["id"] == f"{settings.SITE_URL}/ressources/versions/{version.pk}"
    first = client.post(island["open"]).json()
    again = client.post(island["open"]).json()
    fresh = client.post(island["open"], {"afresh": "1"}).json()
    assert (first["resumed"], again["resumed"], fresh["resumed"]) == (False, True, False)
    assert first["registration"] == again["registration"] != fresh["registration"]
    assert Play.objects.count() == 3
    assert Activity.objects.get().definition["name"] == {"und": "Exemple"}


def test_a_token_that_is_over_is_replaced_in_the_registration_of_its_page(version: ResourceVersion) -> None:
    client, other = learner_of(version), learner_of(version)
    address_of_token = told(client.get(address(version)).content.decode())["open"]
    first = client.post(address_of_token).json()
    client.post(address_of_token, {"afresh": "1"})
    renewed = client.post(address_of_token, {"registration": first["registration"]}).json()
    assert (renewed["registration"], renewed["resumed"]) == (first["registration"], True)
    for said in (first["registration"], "nimporte-quoi"):
        assert other.post(address_of_token, {"registration": said}).json()["registration"] != first["registration"]


def test_the_page_reads_the_file_from_its_own_host_and_from_no_other(version: ResourceVersion) -> None:
    answer = learner_of(version).get(address(version))
    policy = answer["Content-Security-Policy"]
    origin = f"http://{version.content_host}.localhost"
    assert told(answer.content.decode())["file"].startswith(origin)
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert all(origin in allowed[each] for each in ("connect-src", "img-src", "media-src"))
    assert "unsafe" not in policy
    assert "script-src" not in allowed


def test_the_organisation_sees_it_without_records(version: ResourceVersion) -> None:
    client = Client()
    client.force_login(version.imported_by)
    page = client.get(address(version)).content.decode()
    assert "data-play" not in page
    assert "Rien n’est enregistré" in page
    assert client.post(told(page)["open"]).status_code == 204
    assert not Play.objects.exists()


def test_others_do_not_open_it(version: ResourceVersion) -> None:
    stranger = Client()
    stranger.force_login(AccountFactory())
    assert stranger.get(address(version)).status_code == 403
    assert stranger.post(f"{address(version)}ouverture/").status_code == 403
    assert Client().get(address(version)).status_code == 302
    assert learner_of(deposited(by=representative())).get(address(version)).status_code == 403


def test_a_package_has_no_page_of_a_single_file() -> None:
    package = deposited()
    assert learner_of(package).get(address(package)).status_code == 404


def test_a_learner_who_withdrew_their_consent_still_sees_the_resource(version: ResourceVersion) -> None:
    client = learner_of(version)
    client.post(f"{address(version)}ouverture/")
    record_consent(
        learner_id=Play.objects.get().learner_id,
        purpose=Purpose.TRAINING,
        is_given=False,
        wording="Je ne veux plus de suivi.",
        by=PLATFORM,
        now=database_now(),
    )
    assert client.get(address(version)).status_code == 200
    refused = client.post(f"{address(version)}ouverture/")
    assert refused.status_code == 403
    assert refused.json()["said"].startswith("Vous avez retiré votre accord")
