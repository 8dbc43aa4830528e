"""A deposit becomes a version that never changes, or leaves nothing."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from deffinum.foundation.cmi5.refusal import InvalidCourse
from deffinum.foundation.errors import DomainError
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.packages.refusal import Cause, PackageRefused
from deffinum.foundation.policies import VISITOR, Actor, Refused
from deffinum.rooms.commons.commands.import_package import OtherKind, TitleMissing, deposit_package
from deffinum.rooms.commons.models import Resource, ResourceVersion
from tests.factories.packages import archive, sample, scorm_package
from tests.factories.people import NOW, representative

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> Actor:
    """Somebody of one organisation."""
    return representative()


def deposit(author: Actor, content: bytes, name: str = "echelle.zip", **words: Any) -> UUID:
    """Deposit for the author's organisation."""
    (organisation_id,) = author.organisation_ids
    told = {"organisation_id": organisation_id, "resource_id": None, "title": "", "licence": "CC-BY-4.0", "credit": ""}
    return deposit_package(stream=io.BytesIO(content), declared_name=name, **{**told, **words}, by=author, now=NOW)


def test_a_package_becomes_the_first_version_of_a_resource(author: Actor) -> None:
    version = ResourceVersion.objects.get(pk=deposit(author, scorm_package()))
    assert (version.number, version.format, version.title) == (1, "scorm-1.2", "Poser une échelle (exemple)")
    assert [(each.identifier, each.href) for each in version.launched()] == [("geste", "index.html")]
    assert version.resource.title == "Poser une échelle (exemple)"
    assert version.file.owner_id == version.resource_id
    assert version.file.sha256 == version.sha256


def test_a_second_deposit_is_the_next_version_on_a_host_of_its_own(author: Actor) -> None:
    first = ResourceVersion.objects.get(pk=deposit(author, scorm_package()))
    second = ResourceVersion.objects.get(pk=deposit(author, scorm_package(), resource_id=first.resource_id))
    assert second.number == 2
    assert second.sha256 == first.sha256
    assert second.content_host != first.content_host


def test_a_version_is_never_changed(author: Actor) -> None:
    version = ResourceVersion.objects.get(pk=deposit(author, scorm_package()))
    version.licence = "CC0-1.0"
    with pytest.raises(IntegrityError, match="append-only"):
        version.save()


def test_another_kind_of_thing_is_another_resource(author: Actor) -> None:
    version = ResourceVersion.objects.get(pk=deposit(author, scorm_package()))
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
    with pytest.raises(OtherKind):
        deposit(author, pdf, "fiche.pdf", resource_id=version.resource_id)
    with pytest.raises(TitleMissing):
        deposit(author, pdf, "fiche.pdf")
    assert ResourceVersion.objects.get(pk=deposit(author, pdf, "fiche.pdf", title="Fiche")).format == "pdf"


def test_a_stranger_deposits_nothing(author: Actor) -> None:
    (organisation_id,) = author.organisation_ids
    for stranger in (VISITOR, representative()):
        with pytest.raises(Refused):
            deposit_package(
                stream=io.BytesIO(scorm_package()),
                declared_name="a.zip",
                organisation_id=organisation_id,
                resource_id=None,
                title="",
                licence="CC0-1.0",
                credit="",
                by=stranger,
                now=NOW,
            )
    assert not StoredFile.objects.exists()


def test_what_is_refused_leaves_nothing(author: Actor) -> None:
    with pytest.raises(PackageRefused, match="sort de l’archive") as refusal:
        deposit(author, archive({"../dehors.html": "a", "imsmanifest.xml": "<manifest/>"}))
    assert refusal.value.cause is Cause.TRAVERSAL
    assert not StoredFile.objects.exists()
    assert not Resource.objects.exists()


@pytest.mark.parametrize(
    ("name", "found", "launched"),
    [
        ("scorm12/RuntimeBasicCalls_SCORM12.zip", "scorm-1.2", 1),
        ("scorm12/ContentPackagingOneFilePerSCO_SCORM12.zip", "scorm-1.2", 18),
        ("scorm12/ContentPackagingSingleSCO_SCORM12.zip", "scorm-1.2", 1),
        ("scorm2004/RuntimeBasicCalls_SCORM20043rdEdition.zip", "scorm-2004", 1),
        ("scorm2004/SequencingForcedSequential_SCORM20043rdEdition.zip", "scorm-2004", 5),
        ("cmi5/masteryscore_framed.zip", "cmi5", 1),
        ("cmi5/single_au_basic_responsive.zip", "cmi5", 1),
        ("h5p/h5p-test.h5p", "h5p", 1),
        ("gltf/AnimatedTriangle.gltf", "gltf", 1),
        ("gltf/Box.glb", "gltf", 1),
        ("gltf/kenney_craft_speederA.glb", "gltf", 1),
        ("panorama/examplepano.jpg", "panorama", 1),
    ],
)
def test_every_real_package_is_imported(author: Actor, name: str, found: str, launched: int) -> None:
    path = sample(name)
    version = ResourceVersion.objects.get(pk=deposit(author, path.read_bytes(), path.name, title="Exemple"))
    assert (version.format, len(version.launchables)) == (found, launched)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("scorm12/MalformedXml_SCORM12.zip", "pas du XML bien formé"),
        ("scorm12/MissingLaunchUrl_SCORM12.zip", "pas de fichier de lancement"),
        ("scorm2004/InvalidMissingOrgIdentifier_SCORM20043rdEdition.zip", "« organization » n’a pas d’identifiant"),
    ],
)
def test_each_broken_real_package_is_refused_with_its_reason(author: Actor, name: str, reason: str) -> None:
    path = sample(name)
    with pytest.raises(PackageRefused, match=reason):
        deposit(author, path.read_bytes(), path.name)
    assert not StoredFile.objects.exists()


def test_a_cmi5_course_with_a_missing_file_is_refused(author: Actor) -> None:
    content = sample("cmi5-lts/203-1-relative-url-no-reference.cmi5.xml").read_bytes()
    with pytest.raises((InvalidCourse, DomainError)):
        deposit(author, archive({"cmi5.xml": content}))
