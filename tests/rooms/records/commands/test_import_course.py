"""A course is imported once, from its XML or from its package, of which only cmi5.xml is read."""

from __future__ import annotations

import io
import zipfile

import pytest

from deffinum.foundation.cmi5.refusal import InvalidCourse
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.records.commands.import_course import BaseAddressMissing, import_course
from deffinum.rooms.records.models import CourseStructure, CourseUnit
from tests.factories.cmi5 import PACKAGES, block, course, unit
from tests.factories.people import NOW, OrganisationFactory

pytestmark = pytest.mark.django_db


def packed(xml: bytes, *names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("cmi5.xml", xml)
        for name in names:
            archive.writestr(name, "…")
    return stream.getvalue()


def take(package: bytes, base_address: str = "") -> CourseStructure:
    organisation = OrganisationFactory()
    words = {"organisation_id": organisation.pk, "package": package, "base_address": base_address}
    found = import_course(**words, by=PLATFORM, now=NOW)
    assert import_course(**words, by=PLATFORM, now=NOW) == found
    return CourseStructure.objects.get(pk=found)


def test_units_and_blocks_keep_their_places() -> None:
    taken = take(course(unit("a", masteryScore="0.3333"), block("b", block("c", unit("d"))), unit("e")))
    assert [(each.place, each.around) for each in taken.units.all()] == [(0, []), (1, [0, 1]), (2, [])]
    assert [str(each) for each in taken.blocks.all()] == ["Bloc b", "Bloc c"]
    one = taken.units.first()
    assert one is not None
    assert one.mastery_score_basis_points == 3333
    assert str(one.mastery_score) == "0.3333"


def test_relative_addresses_need_the_place_of_the_files() -> None:
    package = packed(course(unit("a", url="jeu/a.html?x=1")), "jeu/a.html")
    with pytest.raises(BaseAddressMissing):
        take(package)
    with pytest.raises(BaseAddressMissing):
        take(package, "ftp://exemple.invalid")
    taken = take(package, "https://exemple.invalid/cours")
    assert taken.units.get().url == "https://exemple.invalid/cours/jeu/a.html?x=1"


def test_an_archive_without_the_structure_or_damaged_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("dossier/cmi5.xml", course(unit("a")))
    for package in (stream.getvalue(), stream.getvalue()[:60], b"", b"texte"):
        with pytest.raises(InvalidCourse):
            take(package)
    assert not CourseStructure.objects.exists()


def test_the_public_course_of_a_thousand_units_is_imported() -> None:
    if PACKAGES is None:
        pytest.skip("the public packages are not in a folder `shared` beside the project")
    taken = take((PACKAGES / "cmi5-lts" / "101-one-thousand-aus.xml").read_bytes())
    assert CourseUnit.objects.filter(course=taken).count() >= 1000
    golf = take((PACKAGES / "cmi5" / "masteryscore_framed.zip").read_bytes(), "https://exemple.invalid/geologie")
    assert golf.units.get().launch_method == "OwnWindow"
