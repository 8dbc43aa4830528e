"""A course is imported once, from its XML or from its package, which is kept as it came."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deffinum.foundation.cmi5.refusal import InvalidCourse
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.reading import open_file
from deffinum.foundation.packages.recognition import recognise_package
from deffinum.foundation.packages.words import PackageFormat
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.records.commands.import_course import BaseAddressMissing, deposit_course
from deffinum.rooms.records.models import CourseStructure, CourseUnit
from deffinum.rooms.records.queries.course_pages import course_page
from deffinum.rooms.records.words import Purpose
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
    organisation_id, name = OrganisationFactory().pk, "cours.zip" if package.startswith(b"PK") else "cmi5.xml"

    def deposit() -> UUID:
        return deposit_course(
            stream=io.BytesIO(package), declared_name=name, organisation_id=organisation_id,
            base_address=base_address, purpose=Purpose.TRAINING, by=PLATFORM, now=NOW,
        )  # fmt: skip

    found = deposit()
    assert deposit() == found
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
    assert not StoredFile.objects.exists()
    assert not CourseStructure.objects.exists()


def test_an_archive_of_which_nothing_was_imported_is_not_kept() -> None:
    """The same structure comes alone, then in two archives with other files."""
    xml, organisation_id = course(unit("a")), OrganisationFactory().pk
    words: dict[str, Any] = {
        "organisation_id": organisation_id,
        "purpose": Purpose.TRAINING,
        "by": PLATFORM,
        "now": NOW,
        "base_address": "",
    }
    archives = [packed(xml, "a.html"), packed(xml, "b.html")]
    other = deposit_course(
        stream=io.BytesIO(archives[0]),
        declared_name="a.zip",
        **{**words, "organisation_id": OrganisationFactory().pk},
    )
    for content, name in ((xml, "cmi5.xml"), (archives[0], "a.zip"), (archives[1], "b.zip")):
        taken = deposit_course(stream=io.BytesIO(content), declared_name=name, **words)
    assert CourseStructure.objects.get(pk=taken).package is None
    kept = CourseStructure.objects.get(pk=other).package
    assert kept is not None
    assert StoredFile.objects.get() == kept


@pytest.mark.parametrize(
    ("base", "has_place"),
    [
        ("https://0123.{domain}:8443/lancement/", True),
        ("https://0123.exemple.invalid/lancement/", False),
        ("https://0123.{domain}/autre/lancement/", False),
    ],
)
def test_only_addresses_of_our_own_content_were_given_a_place_for_the_session(base: str, has_place: bool) -> None:
    migration = import_module("deffinum.rooms.records.migrations.0016_cmi5_sessions")
    base = base.format(domain=settings.CONTENT_DOMAIN)
    taken = take(packed(course(unit("a", url="jeu/a.html")), "jeu/a.html"), base)
    with connection.cursor() as cursor:
        for statement, values in migration.Migration.operations[-1].sql:
            cursor.execute(statement, values)
    now = f"{base}{{session}}/" if has_place else base
    taken.refresh_from_db()
    assert (taken.base_address, taken.units.get().url) == (now, f"{now}jeu/a.html")


def zip64(*files: tuple[str, bytes]) -> bytes:
    """An archive whose every entry says its sizes in 64 bits, and whose directory ends as one of ZIP64 does."""
    body, directory = b"", b""
    for name, content in files:
        checksum, size, title = zlib.crc32(content), len(content), name.encode()
        told = struct.pack("<4s5HI", b"PK\3\4", 45, 0, 0, 0, 33, checksum)
        local = told + struct.pack("<2I2H", 2**32 - 1, 2**32 - 1, len(title), 20)
        directory += struct.pack("<4s6HI", b"PK\1\2", 45, 45, 0, 0, 0, 33, checksum)
        directory += struct.pack("<2I5H2I", 2**32 - 1, 2**32 - 1, len(title), 28, 0, 0, 0, 0, 2**32 - 1)
        directory += title + struct.pack("<2H3Q", 1, 24, size, size, len(body))
        body += local + title + struct.pack("<2H2Q", 1, 16, size, size) + content
    count, start, end = len(files), len(body), len(body) + len(directory)
    last = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(directory), start)
    last += struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
    return body + directory + last + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, 2**32 - 1, 2**32 - 1, 0)


def test_a_package_in_zip64_is_read_and_kept_as_it_came() -> None:
    package = zip64(("cmi5.xml", course(unit("a", url="jeu/a.html"))), ("jeu/a.html", b"a"))
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
    taken = take(package, "https://exemple.invalid/cours")
    assert taken.units.get().url == "https://exemple.invalid/cours/jeu/a.html"
    assert taken.package is not None
    with open_file(taken.package) as kept:
        assert kept.read() == package
    assert recognise_package(io.BytesIO(package)).format is PackageFormat.CMI5, "and so it is deposited in the commons"


def test_a_course_of_a_thousand_units_is_imported_and_shown_in_a_few_queries() -> None:
    units = [block(f"b{number}", *(unit(f"{number}-{rank}") for rank in range(10))) for number in range(101)]
    with CaptureQueriesContext(connection) as asked:
        taken = take(course(*units))
    assert CourseUnit.objects.filter(course=taken).count() == 1010
    assert len(asked) < 60, "both times"
    with CaptureQueriesContext(connection) as asked:
        page = course_page(course_id=taken.pk)
    assert page is not None
    assert len(page.units) == 1010
    assert [each.title for each in page.units] == [f"Unité {n}-{rank}" for n in range(101) for rank in range(10)]
    assert len(asked) < 8


def test_the_public_course_of_a_thousand_units_is_imported() -> None:
    if PACKAGES is None:
        pytest.skip("the public packages are not in a folder `shared` beside the project")
    taken = take((PACKAGES / "cmi5-lts" / "101-one-thousand-aus.xml").read_bytes())
    assert CourseUnit.objects.filter(course=taken).count() >= 1000
    golf = take((PACKAGES / "cmi5" / "masteryscore_framed.zip").read_bytes(), "https://exemple.invalid/geologie")
    assert golf.units.get().launch_method == "OwnWindow"
