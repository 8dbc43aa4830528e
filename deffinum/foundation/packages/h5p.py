"""Read an H5P package: h5p.json, the content, and the folder of each library, with all that they refer to.

Source: the package definition of H5P (h5p.org, documentation for developers: "H5P specification", "h5p.json",
"library.json"). Stricter than it where the player is: a library's folder carries its version, and no library may need
itself, however far (h5p-standalone orders them, and stops at a circle).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from deffinum.foundation.packages.archive import Entry, Package
from deffinum.foundation.packages.plain_json import MOST_VALUES, NotReadable, read_json
from deffinum.foundation.packages.reading import read_whole, stream_entry
from deffinum.foundation.packages.refusal import Cause, PackageRefused, shown
from deffinum.foundation.policies import Words
from deffinum.foundation.values import one_line

DESCRIPTION = "h5p.json"
CONTENT = "content/content.json"
LIBRARY_DESCRIPTION = "library.json"
_CONTENT_FOLDER = "content"
_MOST_DESCRIPTION_BYTES = 1024**2
_MOST_DESCRIPTION_VALUES = 10_000
"""Of h5p.json and of each library.json: a few hundred are many."""
_MOST_DESCRIBED_BYTES = 8 * 1024**2
"""Of all the library.json of a package."""
_MOST_CONTENT_BYTES = 8 * 1024**2
MOST_LIBRARIES = 300
"""Of a package, and of one list of dependencies."""

_MACHINE_NAME = re.compile(r"[A-Za-z$_][A-Za-z0-9_.$-]{0,254}")
_NUMBER = re.compile(r"[0-9]{1,5}")
_LANGUAGE = re.compile(r"[A-Za-z-]{1,10}")
_USED_LIBRARY = re.compile(r"([A-Za-z$_][A-Za-z0-9_.$-]{0,254}) ([0-9]{1,5}\.[0-9]{1,5})")
_TEMPORARY = "#tmp"
"""What editors leave at the end of the path of a file that was added and not yet saved."""

_SHOWN_TYPES = frozenset(
    {"json", "png", "jpg", "jpeg", "gif", "bmp", "webp", "avif", "tif", "tiff", "eot", "ttf", "otf", "woff", "woff2"}
    | {"mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "oga", "wav", "aac", "vtt", "webvtt", "gltf", "glb"}
    | {"txt", "md", "csv", "textile", "pdf", "rtf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp"}
)
"""Of the files of a content: what is shown or handed over, and nothing that a browser runs."""
_LIBRARY_TYPES = _SHOWN_TYPES | {"js", "css", "svg", "map"}

Json = dict[str, Any]


@dataclass(frozen=True)
class H5pLibrary:
    """A library of the package, as it lies there."""

    machine_name: str
    major: int
    minor: int
    title: str
    sha256: str
    """Of its folder, see `folder_sha256`."""

    @property
    def name(self) -> str:
        """'H5P.TrueFalse-1.6', which is also its folder."""
        return f"{self.machine_name}-{self.major}.{self.minor}"


@dataclass(frozen=True)
class H5pPackage:
    """What a package says of itself, every part of it found and checked."""

    title: str
    language: str
    licence: str
    main: str
    """Name of the library that plays the content."""
    libraries: tuple[H5pLibrary, ...]
    """Every library folder of the archive, played or not, in the order of their names."""
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Folder:
    """What the check of a package keeps of a library folder; its description is left once it was read."""

    library: H5pLibrary
    is_runnable: bool
    needs: tuple[str, ...]


def read_h5p(file: BinaryIO, package: Package) -> H5pPackage:
    """Read and check the whole package. Raises PackageRefused with the cause, and the file or the library concerned."""
    about = _described(file, package, DESCRIPTION)
    _check_about(about)
    content = _described(file, package, CONTENT, most_bytes=_MOST_CONTENT_BYTES, most_values=MOST_VALUES)
    folders = _folders(file, package)
    wanted = _dependencies(about, "preloadedDependencies", DESCRIPTION)
    reached = _reached(wanted, folders)
    main = next((each for each in wanted if each.rpartition("-")[0] == about["mainLibrary"]), "")
    if not main:
        raise _refused(
            Cause.LIBRARY,
            _("« h5p.json » ne compte pas sa bibliothèque principale, « %(name)s », parmi celles à charger.")
            % {"name": shown(about["mainLibrary"])},
        )
    if not folders[main].is_runnable:
        raise _refused(
            Cause.LIBRARY,
            _("La bibliothèque principale, « %(name)s », ne se joue pas seule (« runnable »).") % {"name": main},
        )
    warnings = _check_content(content, package, reached)
    return H5pPackage(
        title=one_line(about["title"]),
        language=about["language"],
        licence=one_line(str(about.get("license") or ""))[:50],
        main=main,
        libraries=tuple(folders[name].library for name in sorted(folders)),
        warnings=warnings,
    )


def folder_sha256(file: BinaryIO, package: Package, folder: str) -> str:
    """What a library is, whoever packed it: one SHA-256 over the files of its folder and nothing else.

    Of each file, in the order of the UTF-8 bytes of its path inside the folder ('/' between folders): these bytes, a
    zero byte, the SHA-256 of its content in 64 lower-case hexadecimal digits, a line feed. The SHA-256 of all these
    lines, in hexadecimal. Dates, order and compression of the archive change nothing; one byte of one file does.
    """
    whole = hashlib.sha256()
    inside = sorted((name.removeprefix(f"{folder}/").encode(), name) for name in _files_of(package, folder))
    for path, name in inside:
        content = hashlib.sha256()
        for piece in stream_entry(file, package.entries[name]):
            content.update(piece)
        whole.update(path + b"\0" + content.hexdigest().encode() + b"\n")
    return whole.hexdigest()


def _files_of(package: Package, folder: str) -> Iterator[str]:
    return (name for name in package.entries if name.startswith(f"{folder}/"))


def _refused(cause: Cause, sentence: Words) -> PackageRefused:
    return PackageRefused(cause, sentence)


def _described(
    file: BinaryIO,
    package: Package,
    name: str,
    *,
    most_bytes: int = _MOST_DESCRIPTION_BYTES,
    most_values: int = _MOST_DESCRIPTION_VALUES,
) -> Json:
    """A description, as an object."""
    entry: Entry | None = package.entries.get(name)
    if entry is None:
        raise _refused(Cause.MANIFEST, _("Le fichier « %(name)s » n’est pas dans le paquet.") % {"name": shown(name)})
    try:
        found = read_json(read_whole(file, entry, most_bytes=most_bytes), most_values=most_values)
    except NotReadable:
        found = None
    if not isinstance(found, dict):
        raise _refused(Cause.MANIFEST, _("Le fichier « %(name)s » n’est pas du JSON lisible.") % {"name": shown(name)})
    return found


def _check_about(about: Json) -> None:
    """The keys that h5p.json must have, in the shape that the specification gives them."""
    title, language, name = about.get("title"), about.get("language"), about.get("mainLibrary")
    if not isinstance(title, str) or not 0 < len(one_line(title)) <= 255:
        raise _wrong_key(DESCRIPTION, "title")
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        raise _wrong_key(DESCRIPTION, "language")
    if not isinstance(name, str) or not _MACHINE_NAME.fullmatch(name):
        raise _wrong_key(DESCRIPTION, "mainLibrary")
    kinds = about.get("embedTypes")
    if not isinstance(kinds, list) or not kinds or any(each not in ("div", "iframe") for each in kinds):
        raise _wrong_key(DESCRIPTION, "embedTypes")
    if not about.get("preloadedDependencies"):
        raise _wrong_key(DESCRIPTION, "preloadedDependencies")


def _wrong_key(name: str, key: str) -> PackageRefused:
    return _refused(
        Cause.MANIFEST,
        _("Dans « %(name)s », la valeur de « %(key)s » manque ou n’a pas la bonne forme.")
        % {"name": shown(name), "key": key},
    )


def _number(told: object) -> int | None:
    """A version number, written as a number or as a text; None for anything else."""
    if isinstance(told, bool) or not isinstance(told, int | str) or not _NUMBER.fullmatch(str(told)):
        return None
    return int(told)


def _dependencies(described: Json, key: str, name: str) -> tuple[str, ...]:
    """Folders of the libraries that a description asks for under a key."""
    asked = described.get(key) or []
    if not isinstance(asked, list):
        raise _wrong_key(name, key)
    if len(asked) > MOST_LIBRARIES:
        raise _refused(
            Cause.TOO_MANY,
            _("Dans « %(name)s », la liste « %(key)s » compte %(count)s bibliothèques ; la limite est de %(most)s.")
            % {"name": shown(name), "key": key, "count": len(asked), "most": MOST_LIBRARIES},
        )
    found = []
    for each in asked:
        told = each if isinstance(each, dict) else {}
        machine_name = told.get("machineName")
        major, minor = _number(told.get("majorVersion")), _number(told.get("minorVersion"))
        if not isinstance(machine_name, str) or not _MACHINE_NAME.fullmatch(machine_name) or None in (major, minor):
            raise _wrong_key(name, key)
        found.append(f"{machine_name}-{major}.{minor}")
    return tuple(found)


def _folders(file: BinaryIO, package: Package) -> dict[str, _Folder]:
    """Every library of the archive by its folder; each file has its place and an allowed type."""
    names = {name.partition("/")[0] for name in package.entries if "/" in name} - {_CONTENT_FOLDER}
    if len(names) > MOST_LIBRARIES:
        raise _refused(
            Cause.TOO_MANY,
            _("Ce paquet contient %(count)s bibliothèques ; la limite est de %(most)s.")
            % {"count": len(names), "most": MOST_LIBRARIES},
        )
    described = (package.entries.get(f"{each}/{LIBRARY_DESCRIPTION}") for each in names)
    if sum(each.size for each in described if each is not None) > _MOST_DESCRIBED_BYTES:
        raise _refused(
            Cause.TOO_LARGE,
            _("Les fichiers « library.json » de ce paquet pèsent ensemble plus de %(most)s Mio.")
            % {"most": _MOST_DESCRIBED_BYTES // 1024**2},
        )
    for name in package.entries:
        _check_type(name, of_library=name.partition("/")[0] in names)
    return {each: _folder(file, package, each) for each in sorted(names)}


def _check_type(name: str, *, of_library: bool) -> None:
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    if not dot or not stem or ending.lower() not in (_LIBRARY_TYPES if of_library else _SHOWN_TYPES):
        raise _refused(
            Cause.FILE_TYPE,
            _("Le fichier « %(name)s » n’est pas d’un type permis à cet endroit d’un contenu H5P : retirez-le.")
            % {"name": shown(name)},
        )


def _folder(file: BinaryIO, package: Package, folder: str) -> _Folder:
    name = f"{folder}/{LIBRARY_DESCRIPTION}"
    if name not in package.entries:
        raise _refused(
            Cause.LIBRARY,
            _("Le dossier « %(name)s » n’est pas celui d’une bibliothèque : il n’a pas de fichier « library.json ».")
            % {"name": shown(folder)},
        )
    described = _described(file, package, name)
    machine_name, title = described.get("machineName"), described.get("title")
    if not isinstance(machine_name, str) or not _MACHINE_NAME.fullmatch(machine_name):
        raise _wrong_key(name, "machineName")
    if not isinstance(title, str) or not one_line(title):
        raise _wrong_key(name, "title")
    numbers = {}
    for key in ("majorVersion", "minorVersion", "patchVersion", "runnable"):
        numbers[key] = _number(described.get(key))
        if numbers[key] is None:
            raise _wrong_key(name, key)
    major, minor = numbers["majorVersion"] or 0, numbers["minorVersion"] or 0
    library = H5pLibrary(machine_name, major, minor, one_line(title)[:200], folder_sha256(file, package, folder))
    if library.name != folder:
        raise _refused(
            Cause.LIBRARY,
            _("Le dossier « %(folder)s » contient la bibliothèque « %(name)s » : il doit porter ce nom.")
            % {"folder": shown(folder), "name": library.name},
        )
    for key in ("preloadedJs", "preloadedCss"):
        _check_loaded(package, folder, described, key)
    return _Folder(library, numbers["runnable"] == 1, _dependencies(described, "preloadedDependencies", name))


def _check_loaded(package: Package, folder: str, described: Json, key: str) -> None:
    """The scripts and style sheets that a library loads are there, under the very names that it gives."""
    name, ending = f"{folder}/{LIBRARY_DESCRIPTION}", ".js" if key == "preloadedJs" else ".css"
    loaded = described.get(key) or []
    if not isinstance(loaded, list):
        raise _wrong_key(name, key)
    for each in loaded:
        path = each.get("path") if isinstance(each, dict) else None
        if not isinstance(path, str) or not path.lower().endswith(ending):
            raise _wrong_key(name, key)
        if f"{folder}/{path}" not in package.entries:
            raise _refused(
                Cause.MISSING_FILE,
                _("Le fichier « %(path)s », que la bibliothèque « %(name)s » charge, n’est pas dans le paquet.")
                % {"path": shown(path), "name": shown(folder)},
            )


def _reached(wanted: tuple[str, ...], folders: Mapping[str, _Folder]) -> frozenset[str]:
    """The libraries that the player loads: those of h5p.json, and what they need in turn."""
    done: set[str] = set()
    above: set[str] = set()
    left = [(each, DESCRIPTION, False) for each in reversed(wanted)]
    while left:
        name, asked_by, is_finished = left.pop()
        if is_finished:
            above.remove(name)
            done.add(name)
        elif name in above:
            raise _refused(
                Cause.LIBRARY, _("La bibliothèque « %(name)s » a besoin d’elle-même.") % {"name": shown(name)}
            )
        elif name not in folders:
            raise _refused(
                Cause.LIBRARY,
                _("La bibliothèque « %(name)s », dont « %(asker)s » a besoin, n’est pas dans le paquet.")
                % {"name": shown(name), "asker": shown(asked_by)},
            )
        elif name not in done:
            above.add(name)
            left.append((name, asked_by, True))
            left += [(each, name, False) for each in folders[name].needs]
    return frozenset(done)


def _check_content(content: Json, package: Package, reached: frozenset[str]) -> tuple[str, ...]:
    """The files and the libraries that the content names are there; returns warnings."""
    elsewhere = ""
    left: list[Any] = [content]
    while left:
        value = left.pop()
        if isinstance(value, list):
            left += value
        elif isinstance(value, dict):
            left += value.values()
            _check_used_library(value.get("library"), reached)
            path = value.get("path")
            if isinstance(path, str) and isinstance(value.get("mime"), str) and path:
                if "://" in path or path.startswith("//"):
                    elsewhere = elsewhere or path
                else:
                    _check_used_file(path, package)
    if not elsewhere:
        return ()
    return (
        str(
            _("Ce contenu veut montrer un fichier d’un autre site, qui ne sera pas chargé : « %(address)s ».")
            % {"address": shown(elsewhere)}
        ),
    )


def _check_used_library(told: object, reached: frozenset[str]) -> None:
    used = _USED_LIBRARY.fullmatch(told) if isinstance(told, str) else None
    if used is not None and f"{used[1]}-{used[2]}" not in reached:
        raise _refused(
            Cause.LIBRARY,
            _("Le contenu se sert de la bibliothèque « %(name)s », que « h5p.json » ne fait pas charger.")
            % {"name": shown(f"{used[1]}-{used[2]}")},
        )


def _check_used_file(path: str, package: Package) -> None:
    if f"{_CONTENT_FOLDER}/{path.removesuffix(_TEMPORARY)}" not in package.entries:
        raise _refused(
            Cause.MISSING_FILE,
            _("Le fichier « %(path)s », que le contenu montre, n’est pas dans le paquet.") % {"path": shown(path)},
        )
