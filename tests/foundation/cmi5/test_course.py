"""Course structures: what is read, and each rule whose breach is refused with its line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from deffinum.foundation.cmi5.course import Block, read_course
from deffinum.foundation.cmi5.progress import MoveOn
from deffinum.foundation.cmi5.refusal import InvalidCourse
from deffinum.foundation.files.archives import inspect_archive, read_entry
from tests.factories.cmi5 import HERE, PACKAGES, block, course, texts, unit

OBJECTIVE = f'<objectives><objective id="{HERE}/o/1">{texts("Objectif")}</objective></objectives>'


def test_a_course_is_read_whole() -> None:
    more = "<launchParameters> a=1 </launchParameters><entitlementKey>xyz</entitlementKey>"
    extension = '<note xmlns="https://exemple.invalid/ext">gardée</note>'
    pointed = f'<objectives><objective idref="{HERE}/o/1"/></objectives><url>'
    first = unit(
        "a", inside=more + extension, moveOn="Passed", masteryScore="0.8", launchMethod="OwnWindow",
        activityType="https://exemple.invalid/type",
    ).replace("<url>", pointed)  # fmt: skip
    found = read_course(
        course(block("b", first, block("c", unit("d"))), unit("e", url="pages/e.html?x=1"), objectives=OBJECTIVE),
        files=frozenset({"cmi5.xml", "pages/e.html"}),
    )
    assert found.title == {"fr": "Poser une échelle (exemple)", "en": "Poser une échelle (exemple) (en)"}
    (outer,) = [each for each in found.parts if isinstance(each, Block)]
    assert [each.id for each, _path in found.blocks()] == [f"{HERE}/bloc/b", f"{HERE}/bloc/c"]
    paths = {each.id.rpartition("/")[2]: path for each, path in found.units()}
    assert paths == {"a": (0,), "d": (0, 1), "e": ()}
    (one, _path), (two, _path), (three, _path) = found.units()
    assert (one.move_on, one.mastery_score, one.launch_method) == (MoveOn.PASSED, Decimal("0.8000"), "OwnWindow")
    assert (one.launch_parameters, one.entitlement_key, one.objectives) == ("a=1", "xyz", (f"{HERE}/o/1",))
    assert (one.extensions[0].name, one.extensions[0].text) == ("note", "gardée")
    assert (two.move_on, two.mastery_score, two.launch_method) == (MoveOn.NOT_APPLICABLE, None, "AnyWindow")
    assert three.is_relative
    assert not one.is_relative
    assert outer.description["en"] == "Bloc b (en)"


PACKED = frozenset({"cmi5.xml", "index.html"})
WRONG = {
    "a course id without a scheme": (course(unit("a")).replace(HERE.encode() + b"/echelle", b"exemple/echelle"), "IRI"),
    "a unit id without a scheme": (course(unit("a")).replace(HERE.encode() + b"/au", b"au"), "IRI"),
    "two units of one id": (course(unit("a"), unit("a")), "deux"),
    "two blocks of one id": (course(block("a", unit("a")), block("a", unit("b"))), "deux"),
    "two objectives of one id": (
        course(unit("a"), objectives=OBJECTIVE.replace("</objectives>", "") + OBJECTIVE.removeprefix("<objectives>")),
        "deux",
    ),
    "an objective that is not there": (
        course(unit("a").replace("<url>", f'<objectives><objective idref="{HERE}/o/2"/></objectives><url>')),
        "objectif",
    ),
    "no unit": (course(), "au moins une unité"),
    "an empty block": (course(block("a")), "au moins une unité"),
    "the address before the title": (course(f'<au id="{HERE}/x"><url>{HERE}</url>{texts("x")}</au>'), "title"),
    "an empty address": (course(unit("a", url=" ")), "valide"),
    "an address with a space": (course(unit("a", url="http://example.invalid index.html")), "valide"),
    "an address that runs a script": (course(unit("a", url="javascript://x/%0aalert(1)")), "valide"),
    "an address without a host": (course(unit("a", url="https:index.html")), "valide"),
    "an address that takes a launch parameter": (course(unit("a", url=f"{HERE}/?Endpoint=x")), "endpoint"),
    "an address that climbs out": (course(unit("a", url="../index.html")), "sort du paquet"),
    "an address that climbs out in disguise": (course(unit("a", url="%2e%2e/index.html")), "sort du paquet"),
    "an address of another host": (course(unit("a", url="//exemple.invalid/index.html")), "sort du paquet"),
    "a file that is missing": (course(unit("a", url="absent.html")), "paquet"),
    "a score above one": (course(unit("a", masteryScore="1.1")), "0 à 1"),
    "a score that is negative": (course(unit("a", masteryScore="-0.1")), "0 à 1"),
    "a score of five decimals": (course(unit("a", masteryScore="0.12345")), "0 à 1"),
    "a score with an exponent": (course(unit("a", masteryScore="1e-1")), "0 à 1"),
    "an unknown moveOn": (course(unit("a", moveOn="passed")), "moveOn"),
    "an unknown window": (course(unit("a", launchMethod="Frame")), "launchMethod"),
    "a type that is no IRI": (course(unit("a", activityType="media")), "activityType"),
    "an extension out of place": (course(unit("a")).replace(b"<title>", b'<n xmlns="urn:x:y"/><title>', 1), "title"),
    "an element of ours out of place": (course(unit("a", inside="<title/>")), "title"),
    "a language that is none": (course(unit("a")).replace(b'lang="en"', b'lang="en_US!"'), "langue"),
    "another root": (b"<courseStructure/>", "racine"),
    "no XML": (b"PK\x03\x04", "XML"),
    "a DOCTYPE": (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "DOCTYPE"),
    "too deep": (b"<a>" * 100 + b"</a>" * 100, "imbriqués"),
    "a wide encoding": (course(unit("a")).decode().replace("utf-8", "utf-16").encode("utf-16"), "UTF-8"),
    "more than four mebibytes": (course(unit("a")) + b" " * 4 * 1024**2, "4 Mio"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="x-none"?><a/>', "XML|encodage"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_each_breach_is_named(case: str) -> None:
    content, words = WRONG[case]
    with pytest.raises(InvalidCourse, match=words):
        read_course(content, files=PACKED)


def test_the_line_is_said() -> None:
    with pytest.raises(InvalidCourse) as refused:
        read_course(course(unit("a"), unit("b", moveOn="?")), files=PACKED)
    assert refused.value.line == 5
    assert str(refused.value).startswith("Ligne 5 : ")


def test_alone_a_file_has_whole_addresses_only() -> None:
    with pytest.raises(InvalidCourse, match="relative"):
        read_course(course(unit("a", url="index.html")), files=None)
    assert len(read_course(course(unit("a")), files=None).units()) == 1


@pytest.mark.parametrize("score", ["0", "1", "1.0", "0.3333", ".5", "00.25", " 0.5 "])
def test_scores_of_four_decimals_are_read(score: str) -> None:
    ((found, _path),) = read_course(course(unit("a", masteryScore=score)), files=None).units()
    assert found.mastery_score == Decimal(score.strip())


def test_the_public_packages_are_taken_and_refused_as_they_say() -> None:
    if PACKAGES is None:
        pytest.skip("the public packages are not in a folder `shared` beside the project")
    taken, refused = set(), set()
    for path in sorted((PACKAGES / "cmi5-lts").glob("*.xml")):
        number = path.name[:3]
        try:
            read_course(path.read_bytes(), files=PACKED)
        except InvalidCourse:
            refused.add(number)
        else:
            taken.add(number)
    for path in sorted((PACKAGES / "cmi5").glob("*.zip")):
        with path.open("rb") as stream:
            report = inspect_archive(stream)
            content = read_entry(stream, "cmi5.xml", most_bytes=1024**2)
        assert report.defect == ""
        assert content is not None
        assert read_course(content, files=frozenset(report.names)).units()
    assert taken == {"001", "002", "003", "004", "101"}
    assert refused == {"201", "203", "205"}
