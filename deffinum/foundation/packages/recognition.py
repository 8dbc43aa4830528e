"""Say what a file of learning content is, and what it holds to launch; its name is never believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.course import read_course, text_in
from deffinum.foundation.packages.archive import Package, open_package
from deffinum.foundation.packages.gltf import check_binary_gltf, check_gltf
from deffinum.foundation.packages.h5p import DESCRIPTION, read_h5p
from deffinum.foundation.packages.pictures import picture_size, says_equirectangular
from deffinum.foundation.packages.reading import check_contents, read_whole
from deffinum.foundation.packages.refusal import Cause, PackageRefused, shown
from deffinum.foundation.packages.scorm import MANIFEST, read_scorm
from deffinum.foundation.packages.words import PackageFormat
from deffinum.foundation.plain_xml import MOST_BYTES, Element, UnreadableXml, read_xml

COURSE = "cmi5.xml"
ACTIVITIES = "tincan.xml"
_HEAD_BYTES = 64 * 1024
_SMALLEST_PANORAMA = 1_000
"""Pixels of width below which a picture twice as wide as high is taken for a banner."""


@dataclass(frozen=True)
class Launchable:
    """Something that a learner opens: a SCO, a unit, the file itself."""

    identifier: str
    title: str
    href: str
    """Relative to the package; '' for a file that is no archive."""


@dataclass(frozen=True)
class Recognised:
    """What a file is."""

    format: PackageFormat
    title: str
    description: str = ""
    launchables: tuple[Launchable, ...] = ()
    outline: dict[str, Any] = field(default_factory=dict)
    """What its player needs of the manifest, as JSON: for SCORM, the fields of `ScormManifest`."""
    warnings: tuple[str, ...] = ()


def recognise_package(file: BinaryIO) -> Recognised:
    """Read a seekable file: open and prove the archive, read its manifest, find every file that it launches.

    Raises PackageRefused (or InvalidCourse for a cmi5 course) with a sentence that names the cause.
    """
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(file)
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return Recognised(PackageFormat.PDF, "", launchables=_itself())
    if head[4:8] == b"ftyp" or (head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]):
        return Recognised(PackageFormat.VIDEO, "", launchables=_itself())
    if head.startswith(b"glTF"):
        return Recognised(PackageFormat.GLTF, "", launchables=_itself(), warnings=check_binary_gltf(file))
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"{"):
        return Recognised(PackageFormat.GLTF, "", launchables=_itself(), warnings=check_gltf(file))
    if (size := picture_size(file)) is not None:
        return _panorama(*size, head)
    raise _unknown()


def _itself() -> tuple[Launchable, ...]:
    return (Launchable("", "", ""),)


def _unknown() -> PackageRefused:
    return PackageRefused(
        Cause.UNKNOWN_FORMAT,
        _(
            "Ce fichier n’est d’aucun format que nous savons ouvrir : module SCORM, cours cmi5, paquet xAPI ou H5P, "
            "objet glTF, photo à 360°, vidéo MP4 ou WebM, document PDF."
        ),
    )


def _panorama(width: int, height: int, head: bytes) -> Recognised:
    if says_equirectangular(head) or (width == 2 * height and width >= _SMALLEST_PANORAMA):
        return Recognised(PackageFormat.PANORAMA, "", launchables=_itself(), outline={"width": width, "height": height})
    raise PackageRefused(
        Cause.UNKNOWN_FORMAT,
        _(
            "Cette image de %(width)s × %(height)s pixels n’est pas une photo à 360° complète : elle serait "
            "deux fois plus large que haute."
        )
        % {"width": width, "height": height},
    )


_Reader = Callable[[BinaryIO, Package], Recognised]


def _archive(file: BinaryIO) -> Recognised:
    package = open_package(file)
    readers: dict[str, _Reader] = {COURSE: _cmi5, MANIFEST: _scorm, ACTIVITIES: _xapi, DESCRIPTION: _h5p}
    for name, read in readers.items():
        if name in package.entries:
            recognised = read(file, package)
            check_contents(file, package)
            return recognised
    for name in readers:
        if inside := next((each for each in package.entries if each.endswith(f"/{name}")), None):
            raise PackageRefused(
                Cause.MANIFEST,
                _(
                    "« %(name)s » est dans le dossier « %(folder)s » : refaites l’archive à partir du contenu de ce "
                    "dossier, et non du dossier lui-même."
                )
                % {"name": name, "folder": shown(inside.removesuffix(f"/{name}"))},
            )
    raise _unknown()


def _scorm(file: BinaryIO, package: Package) -> Recognised:
    manifest = read_scorm(_xml(file, package, MANIFEST), package.entries.keys())
    items = [each for each in manifest.organizations[0].all_items() if each.href]
    return Recognised(
        PackageFormat.SCORM_12 if manifest.version == "1.2" else PackageFormat.SCORM_2004,
        manifest.title,
        manifest.description,
        tuple(Launchable(each.identifier, each.title, each.href) for each in items),
        asdict(manifest),
    )


def _cmi5(file: BinaryIO, package: Package) -> Recognised:
    content = read_whole(file, package.entries[COURSE], most_bytes=MOST_BYTES)
    course = read_course(content, files=frozenset(package.entries))
    units = tuple(
        Launchable(unit.id, text_in(unit.title, "fr"), unit.url if unit.is_relative else "")
        for unit, _path in course.units()
    )
    return Recognised(
        PackageFormat.CMI5,
        text_in(course.title, "fr"),
        text_in(course.description, "fr"),
        units,
        {"id": course.id},
    )


def _xapi(file: BinaryIO, package: Package) -> Recognised:
    """A Tin Can package: the activities of tincan.xml that have a launch file."""
    root = _xml(file, package, ACTIVITIES)
    activities = [each for holder in root.held("activities") for each in holder.held("activity")]
    launchables = []
    for each in activities:
        if not (href := each.told("launch")):
            continue
        if href.partition("?")[0].partition("#")[0] not in package.entries:
            raise PackageRefused(
                Cause.LAUNCH_FILE,
                _("Le fichier de lancement « %(name)s » n’est pas dans le paquet.") % {"name": shown(href)},
            )
        launchables.append(Launchable(each.attribute("id"), each.told("name"), href))
    if not launchables:
        raise PackageRefused(
            Cause.LAUNCH_FILE, _("« tincan.xml » ne dit pas quel fichier lancer (élément « launch »).")
        )
    first = next(each for each in activities if each.told("launch"))
    return Recognised(PackageFormat.XAPI, first.told("name"), first.told("description"), tuple(launchables))


def _h5p(file: BinaryIO, package: Package) -> Recognised:
    found = read_h5p(file, package)
    return Recognised(
        PackageFormat.H5P,
        found.title,
        launchables=(Launchable(found.main, found.title, ""),),
        outline={
            "main_library": found.main,
            "language": found.language,
            "licence": found.licence,
            "libraries": [asdict(each) for each in found.libraries],
        },
        warnings=found.warnings,
    )


def _xml(file: BinaryIO, package: Package, name: str) -> Element:
    content = read_whole(file, package.entries[name], most_bytes=MOST_BYTES)
    try:
        return read_xml(content)
    except UnreadableXml as trouble:
        told = {"name": name, "why": trouble.why, "line": trouble.line}
        sentence = (
            _("Le fichier « %(name)s », ligne %(line)s : %(why)s.")
            if trouble.line
            else _("Le fichier « %(name)s » ne peut pas être lu : %(why)s.")
        )
        raise PackageRefused(Cause.MANIFEST, sentence % told) from None
