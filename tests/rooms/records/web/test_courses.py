"""The pages of courses: imported, followed, launched and waived by the organisation's people and the learner."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.people.models import Account
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.models import CourseStructure, Registration, Session, UnitState
from tests.factories.cmi5 import block, course, unit
from tests.factories.packages import archive
from tests.factories.people import AccountFactory, OrganisationFactory, representative

pytestmark = pytest.mark.django_db


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


class Place:
    """An organisation with its representative and a learner who has an account."""

    def __init__(self) -> None:
        self.organisation = OrganisationFactory()
        trainer = representative(self.organisation)
        self.trainer = signed_in(Account.objects.get(pk=trainer.account_id))
        account = AccountFactory()
        self.learner = signed_in(account)
        enrolled = enrol_learner(
            organisation_id=self.organisation.pk, label="Apprenante (exemple)", account_id=account.pk, by=PLATFORM,
            now=datetime.now(UTC),
        )  # fmt: skip
        self.learner_id = enrolled.id
        self.list = f"/traces/organismes/{self.organisation.pk}/cours/"

    def send(self, xml: bytes, base_address: str = "") -> Any:
        package = SimpleUploadedFile("cmi5.xml", xml, "text/xml")
        return self.trainer.post(f"{self.list}importer/", {"package": package, "base_address": base_address})


@pytest.fixture
def place() -> Place:
    return Place()


def test_an_empty_list_says_what_to_do(place: Place) -> None:
    page = place.trainer.get(place.list).content.decode()
    assert "Aucun cours n’est importé" in page
    assert f"{place.list}importer/" in page


def test_a_wrong_course_is_refused_on_the_page_with_its_line(place: Place) -> None:
    answer = place.send(course(unit("a", moveOn="?")))
    assert "Ligne 4 : l’attribut moveOn" in answer.content.decode()
    assert not CourseStructure.objects.exists()


def test_a_course_is_imported_followed_launched_and_waived(place: Place) -> None:
    xml = course(block("x", unit("a", moveOn="Passed", masteryScore="0.85", launchMethod="OwnWindow")), unit("b"))
    imported = place.send(xml)
    taken = CourseStructure.objects.get()
    assert imported.headers["Location"] == f"/traces/cours/{taken.pk}/"
    page = place.trainer.get(imported.headers["Location"]).content.decode()
    assert "Personne n’est encore inscrit" in page
    assert "85 %" in page
    registered = place.trainer.post(imported.headers["Location"], {"learner": str(place.learner_id)})
    address = registered.headers["Location"]
    assert address == f"/traces/inscriptions/{Registration.objects.get().pk}/"
    mine = place.learner.get(address).content.decode()
    assert "À réussir" in mine
    assert "Dispenser" not in mine
    one, two = taken.units.all()
    launched = place.learner.post(f"{address}unites/{one.pk}/lancer/", {"mode": "Review"}).content.decode()
    assert 'target="_blank"' in launched
    assert "fetch=" in launched
    assert Session.objects.get().mode == "Review"
    assert 'target="_blank"' not in place.learner.post(f"{address}unites/{two.pk}/lancer/").content.decode()
    waiver = f"{address}unites/{one.pk}/dispenser/"
    assert place.learner.get(waiver).status_code == 403
    assert place.trainer.get(waiver).status_code == 200
    assert place.trainer.post(waiver, {"reason": "Administrative"}).headers["Location"] == address
    assert UnitState.objects.get().waived_for == "Administrative"
    assert "Dispensée" in place.learner.get(address).content.decode()
    assert "satisfait le" in place.trainer.get(f"/traces/cours/{taken.pk}/").content.decode()


def test_a_stranger_sees_nothing(place: Place) -> None:
    place.send(course(unit("a")))
    taken = CourseStructure.objects.get()
    place.trainer.post(f"/traces/cours/{taken.pk}/", {"learner": str(place.learner_id)})
    registration = Registration.objects.get()
    stranger = signed_in(AccountFactory())
    for address in (place.list, f"{place.list}importer/", f"/traces/cours/{taken.pk}/"):
        assert stranger.get(address).status_code == place.learner.get(address).status_code == 403
    assert stranger.get(f"/traces/inscriptions/{registration.pk}/").status_code == 403
    launch = f"/traces/inscriptions/{registration.pk}/unites/{taken.units.get().pk}/lancer/"
    assert stranger.post(launch).status_code == 403
    assert Client().get(place.list).status_code == 302


def test_the_list_goes_on_to_the_next_page_with_few_queries(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr("deffinum.rooms.records.queries.course_pages.SHOWN", 2)
    place = Place()
    for rank in range(3):
        xml = course(unit(f"u{rank}"), name=f"cours-{rank}")
        assert place.send(xml).status_code == 302
    newest, oldest = CourseStructure.objects.first(), CourseStructure.objects.last()
    with django_assert_max_num_queries(12):
        first = place.trainer.get(place.list).content.decode()
    assert f"/traces/cours/{newest.pk}/" in first  # type: ignore[union-attr]
    assert f"/traces/cours/{oldest.pk}/" not in first  # type: ignore[union-attr]
    second = CourseStructure.objects.all()[1].pk
    assert f'href="?apres={second}"' in first
    last = place.trainer.get(f"{place.list}?apres={second}").content.decode()
    assert f"/traces/cours/{oldest.pk}/" in last  # type: ignore[union-attr]
    assert f'href="?avant={oldest.pk}"' in last  # type: ignore[union-attr]


def test_a_course_is_taken_back_as_it_came_by_who_imported_it(place: Place) -> None:
    xml = course(unit("a", url="jeu/a.html"))
    package = archive({"cmi5.xml": xml, "jeu/a.html": "a"})
    sent = SimpleUploadedFile("echelle.zip", package, "application/zip")
    told = {"package": sent, "base_address": "https://cours.exemple.invalid/echelle"}
    address = place.trainer.post(f"{place.list}importer/", told).headers["Location"]
    page = place.trainer.get(address).content.decode()
    assert f'href="{address}cmi5.xml"' in page
    assert f'href="{address}paquet/"' in page
    structure = place.trainer.get(f"{address}cmi5.xml")
    assert structure.content == xml
    assert structure["Content-Disposition"] == 'attachment; filename="cmi5.xml"'
    kept = place.trainer.get(f"{address}paquet/")
    assert b"".join(kept.streaming_content) == package
    assert "echelle.zip" in kept["Content-Disposition"]
    for file in ("cmi5.xml", "paquet/"):
        assert place.learner.get(f"{address}{file}").status_code == 403
        assert Client().get(f"{address}{file}").status_code == 302
        assert place.trainer.get(f"/traces/cours/{place.organisation.pk}/{file}").status_code == 404


def test_a_structure_that_came_alone_has_no_package(place: Place) -> None:
    address = place.send(course(unit("a"))).headers["Location"]
    assert "paquet/" not in place.trainer.get(address).content.decode()
    assert place.trainer.get(f"{address}paquet/").status_code == 404
    assert place.trainer.get(f"{address}cmi5.xml").status_code == 200
    other = signed_in(Account.objects.get(pk=representative(OrganisationFactory()).account_id))
    assert other.get(f"{address}cmi5.xml").status_code == 403


def test_a_registration_of_a_thousand_units_is_shown_in_parts_from_the_first_to_do(place: Place) -> None:
    place.send(course(*(unit(f"u{number}", moveOn="Completed") for number in range(1010))))
    taken = CourseStructure.objects.get()
    address = place.trainer.post(f"/traces/cours/{taken.pk}/", {"learner": str(place.learner_id)}).headers["Location"]
    page = place.learner.get(address).content
    assert len(page) < 100_000
    assert "Unités 1 à 50 sur 1010 ; 0 faites" in page.decode()
    registration = Registration.objects.get()
    for each in taken.units.all()[:60]:
        UnitState.objects.create(registration=registration, unit=each, completed_at=registration.registered_at)
    assert "Unités 51 à 100 sur 1010 ; 60 faites" in place.learner.get(address).content.decode()
    last = place.learner.get(f"{address}?partie=21").content.decode()
    assert "Unité u1009" in last
    assert "?partie=20" in last
    assert "?partie=22" not in last
    assert "Unités 1001 à 1010" in place.learner.get(f"{address}?partie=9999").content.decode()
    assert "Unités 51 à 100" in place.learner.get(f"{address}?partie=-1").content.decode()
    late = taken.units.get(place=1009)
    assert "fetch=" in place.learner.post(f"{address}unites/{late.pk}/lancer/").content.decode()
    assert place.learner.post(f"{address}unites/{registration.pk}/lancer/").status_code == 404
