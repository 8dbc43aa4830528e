"""A version is taken back as it was deposited, from its page and from the page of its course."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deffinum.foundation.files.content_store import content_path
from deffinum.rooms.commons.models import ResourceVersion
from deffinum.rooms.people.models import Account
from deffinum.rooms.records.models import CourseStructure
from tests.factories.cmi5 import course, unit
from tests.factories.commons import deposited
from tests.factories.packages import archive
from tests.factories.people import AccountFactory, OrganisationFactory, representative

pytestmark = pytest.mark.django_db
PACKAGE = archive({"cmi5.xml": course(unit("geste", url="index.html")), "index.html": "a"})


def of_organisation(version: ResourceVersion) -> Client:
    """Somebody of the organisation whose resource this is."""
    return signed_in(Account.objects.get(pk=representative(version.resource.organisation).account_id))


def signed_in(account: Account) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(account)
    return client


def test_the_deposited_file_comes_back_byte_for_byte_to_its_organisation() -> None:
    version = deposited(PACKAGE)
    address, mine = f"/ressources/versions/{version.pk}/fichier/", of_organisation(version)
    assert address in mine.get(f"/ressources/versions/{version.pk}/").content.decode()
    answer = mine.get(address)
    assert b"".join(answer.streaming_content) == content_path(version.sha256).read_bytes() == PACKAGE
    assert answer["Content-Disposition"].startswith("attachment")
    assert signed_in(AccountFactory()).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_the_page_of_a_course_leads_to_the_package_that_serves_it() -> None:
    version = deposited(PACKAGE)
    mine = of_organisation(version)
    opened = mine.post(f"/ressources/versions/{version.pk}/cours/")
    assert opened.headers["Location"] == f"/traces/cours/{CourseStructure.objects.get().pk}/"
    assert f"/ressources/versions/{version.pk}/fichier/" in mine.get(opened.headers["Location"]).content.decode()


def test_a_course_that_names_the_host_of_another_organisation_leads_nowhere() -> None:
    version = deposited(PACKAGE)
    of_organisation(version).post(f"/ressources/versions/{version.pk}/cours/")
    theirs, organisation = CourseStructure.objects.get(), OrganisationFactory()
    stranger = signed_in(Account.objects.get(pk=representative(organisation).account_id))
    sent = {"package": SimpleUploadedFile("a.zip", PACKAGE), "base_address": theirs.base_address}
    opened = stranger.post(f"/traces/organismes/{organisation.pk}/cours/importer/", sent).headers["Location"]
    assert CourseStructure.objects.count() == 2
    assert "/ressources/versions/" not in stranger.get(opened).content.decode()
