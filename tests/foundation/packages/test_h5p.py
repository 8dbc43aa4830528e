"""An H5P package is read with all that it refers to, and refused for each thing that is missing or out of place."""

from __future__ import annotations

import hashlib
import io
import json
import tracemalloc
import zipfile
from typing import Any

import pytest

from deffinum.foundation.packages.archive import open_package
from deffinum.foundation.packages.h5p import folder_sha256
from deffinum.foundation.packages.recognition import Recognised, recognise_package
from deffinum.foundation.packages.refusal import Cause, PackageRefused
from deffinum.foundation.packages.words import PackageFormat
from tests.factories.h5p import FOLDER, SCRIPT, dependency, h5p_package, parts, second_library
from tests.factories.packages import archive, sample

AUTRE, TIERS = "Deffinum.Autre-1.0", "Deffinum.Tiers-2.1"


def recognised(content: bytes) -> Recognised:
    """What a package in memory is."""
    return recognise_package(io.BytesIO(content))


def refusal_of(content: bytes) -> PackageRefused:
    """Why it is refused."""
    with pytest.raises(PackageRefused) as refusal:
        recognised(content)
    return refusal.value


def test_the_real_package_is_read_with_its_ten_libraries() -> None:
    found = recognised(sample("h5p/h5p-test.h5p").read_bytes())
    assert (found.format, found.title, found.launchables[0].identifier) == (
        PackageFormat.H5P,
        "Hello World",
        "H5P.TrueFalse-1.6",
    )
    assert len(found.outline["libraries"]) == 10


def test_our_own_package_is_read() -> None:
    found = recognised(h5p_package())
    assert (found.title, found.outline["main_library"], found.warnings) == ("Poser une échelle (exemple)", FOLDER, ())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", None),
        ("title", "  "),
        ("title", "a" * 256),
        ("language", None),
        ("language", "français !"),
        ("mainLibrary", None),
        ("mainLibrary", "../H5P"),
        ("embedTypes", []),
        ("embedTypes", ["fenêtre"]),
        ("preloadedDependencies", None),
        ("preloadedDependencies", {"machineName": "A"}),
        ("preloadedDependencies", [{"machineName": "Deffinum.Geste", "majorVersion": 1}]),
        ("preloadedDependencies", [{"machineName": "Deffinum.Geste", "majorVersion": "un", "minorVersion": 2}]),
        ("preloadedDependencies", [{"machineName": "Deffinum.Geste", "majorVersion": True, "minorVersion": 2}]),
        ("preloadedDependencies", [{"machineName": "../Geste", "majorVersion": 1, "minorVersion": 2}]),
    ],
)
def test_a_key_of_h5p_json_that_is_missing_or_misshapen_is_named(key: str, value: Any) -> None:
    about, _library, _content = parts()
    about[key] = value
    refusal = refusal_of(h5p_package(about))
    assert refusal.cause is Cause.MANIFEST
    assert "« h5p.json »" in str(refusal)
    assert f"« {key} »" in str(refusal)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", ""),
        ("machineName", None),
        ("machineName", "Geste/.."),
        ("majorVersion", None),
        ("minorVersion", -1),
        ("patchVersion", "1.0"),
        ("runnable", None),
        ("preloadedJs", {"path": "geste.js"}),
        ("preloadedJs", [{"path": "geste.php"}]),
        ("preloadedJs", ["geste.js"]),
        ("preloadedCss", [{"path": 3}]),
        ("preloadedDependencies", [{"machineName": "A"}]),
    ],
)
def test_a_key_of_a_library_that_is_missing_or_misshapen_is_named(key: str, value: Any) -> None:
    _about, library, _content = parts()
    library[key] = value
    refusal = refusal_of(h5p_package(None, library))
    assert refusal.cause is Cause.MANIFEST
    assert f"{FOLDER}/library.json" in str(refusal)
    assert f"« {key} »" in str(refusal)


@pytest.mark.parametrize("name", ["h5p.json", "content/content.json", f"{FOLDER}/library.json"])
@pytest.mark.parametrize(
    "text", ["{", "[]", "[" * 2000 + "]" * 2000, '{"a":[' + "[]," * 400_000 + "[]]}", b"\xff\xfe{"]
)
def test_a_description_that_is_no_json_or_only_fills_the_memory_is_named(name: str, text: str | bytes) -> None:
    refusal = refusal_of(h5p_package(files={name: text}, compression=zipfile.ZIP_STORED))
    assert refusal.cause is Cause.MANIFEST
    assert name in str(refusal)


def test_a_description_that_is_too_long_is_refused_before_it_is_read() -> None:
    for name, text, said in (
        ("h5p.json", b'{"title":"' + b"a" * 1024**2 + b'"}', "dépasse 1 Mio"),
        ("content/content.json", b'{"a":"' + b"ab" * 4 * 1024**2 + b'"}', "dépasse 8 Mio"),
    ):
        refusal = refusal_of(h5p_package(files={name: text}, compression=zipfile.ZIP_STORED))
        assert (refusal.cause, said in str(refusal)) == (Cause.MANIFEST, True)


def test_a_package_without_content_is_refused() -> None:
    assert "« content/content.json »" in str(refusal_of(h5p_package(files={"content/content.json": None})))


def test_a_library_that_is_not_in_the_package_is_named_with_who_needs_it() -> None:
    about, library, _content = parts()
    about["preloadedDependencies"].append(dependency(AUTRE))
    refusal = refusal_of(h5p_package(about))
    assert (refusal.cause, AUTRE in str(refusal), "h5p.json" in str(refusal)) == (Cause.LIBRARY, True, True)
    library["preloadedDependencies"] = [dependency(AUTRE)]
    refusal = refusal_of(h5p_package(None, library))
    assert AUTRE in str(refusal)
    assert FOLDER in str(refusal)
    found = recognised(h5p_package(None, library, files=second_library(AUTRE)))
    assert [each["machine_name"] for each in found.outline["libraries"]] == ["Deffinum.Autre", "Deffinum.Geste"]


def test_another_version_of_a_library_is_not_the_one_asked_for() -> None:
    about, _library, _content = parts()
    about["preloadedDependencies"][0]["minorVersion"] = 3
    assert "Deffinum.Geste-1.3" in str(refusal_of(h5p_package(about)))


def test_libraries_that_need_each_other_are_refused() -> None:
    _about, library, _content = parts()
    library["preloadedDependencies"] = [dependency(AUTRE), dependency(TIERS)]
    both = {**second_library(AUTRE, TIERS), **second_library(TIERS)}
    assert recognised(h5p_package(None, library, files=both)).format is PackageFormat.H5P
    circle = {**second_library(AUTRE, TIERS), **second_library(TIERS, AUTRE)}
    assert "a besoin d’elle-même" in str(refusal_of(h5p_package(None, library, files=circle)))


def test_the_main_library_is_among_those_loaded_and_plays_alone() -> None:
    about, library, _content = parts()
    about["mainLibrary"] = "Deffinum.Absente"
    assert "« Deffinum.Absente »" in str(refusal_of(h5p_package(about)))
    library["runnable"] = 0
    assert "ne se joue pas seule" in str(refusal_of(h5p_package(None, library)))


def test_a_folder_bears_the_name_and_the_version_of_its_library() -> None:
    _about, library, _content = parts()
    library["minorVersion"] = 3
    refusal = refusal_of(h5p_package(None, library))
    assert (refusal.cause, "Deffinum.Geste-1.3" in str(refusal)) == (Cause.LIBRARY, True)


def test_a_folder_that_is_no_library_is_refused() -> None:
    refusal = refusal_of(h5p_package(files={"__MACOSX/a.txt": "a"}))
    assert (refusal.cause, "« __MACOSX »" in str(refusal)) == (Cause.LIBRARY, True)


def test_more_libraries_than_any_content_needs_are_refused() -> None:
    files: dict[str, str | bytes | None] = {f"Deffinum.L{place}-1.0/library.json": "{}" for place in range(301)}
    assert refusal_of(h5p_package(files=files)).cause is Cause.TOO_MANY


@pytest.mark.parametrize(
    "name",
    [
        "content/page.html",
        "content/images/dessin.svg",
        "content/outil.js",
        "content/style.css",
        "content/sans-type",
        "content/.cache",
        "page.htm",
        "outil.js",
        f"{FOLDER}/page.html",
        f"{FOLDER}/index.php",
        f"{FOLDER}/module.wasm",
        f"{FOLDER}/module.mjs",
        f"{FOLDER}/LICENSE",
    ],
)
def test_a_file_whose_type_is_not_allowed_where_it_lies_is_named(name: str) -> None:
    refusal = refusal_of(h5p_package(files={name: "a"}))
    assert (refusal.cause, f"« {name} »" in str(refusal)) == (Cause.FILE_TYPE, True)


@pytest.mark.parametrize("name", ["content/images/photo.JPG", "content/son.mp3", "LISEZ-MOI.txt", f"{FOLDER}/a/i.svg"])
def test_a_file_whose_type_is_allowed_is_taken(name: str) -> None:
    assert recognised(h5p_package(files={name: "a"})).format is PackageFormat.H5P


@pytest.mark.parametrize("path", ["geste.js", "styles/geste.css"])
def test_a_file_that_a_library_loads_is_there(path: str) -> None:
    refusal = refusal_of(h5p_package(files={f"{FOLDER}/{path}": None}))
    assert (refusal.cause, f"« {path} »" in str(refusal)) == (Cause.MISSING_FILE, True)


def test_a_library_loads_nothing_from_outside_its_folder() -> None:
    for path in ("../content/outil.js", "https://exemple.invalid/a.js", "/lecteur/a.js"):
        _about, library, _content = parts()
        library["preloadedJs"] = [{"path": path}]
        assert refusal_of(h5p_package(None, library)).cause is Cause.MISSING_FILE


def test_a_file_that_the_content_shows_is_there() -> None:
    _about, _library, content = parts()
    content["images"] = [{"file": {"path": "images/echelle.jpg#tmp", "mime": "image/jpeg"}}]
    refusal = refusal_of(h5p_package(None, None, content))
    assert (refusal.cause, "images/echelle.jpg" in str(refusal)) == (Cause.MISSING_FILE, True)
    assert recognised(h5p_package(None, None, content, files={"content/images/echelle.jpg": "a"})).warnings == ()


def test_a_file_of_another_site_is_a_warning() -> None:
    _about, _library, content = parts()
    content["film"] = {"path": "https://exemple.invalid/film.mp4", "mime": "video/mp4"}
    (warning,) = recognised(h5p_package(None, None, content)).warnings
    assert "https://exemple.invalid/film.mp4" in warning


def test_a_library_that_the_content_uses_is_loaded() -> None:
    _about, library, content = parts()
    content["inside"] = {"library": "Deffinum.Autre 1.0", "params": {}, "subContentId": "a"}
    refusal = refusal_of(h5p_package(None, None, content, files=second_library(AUTRE)))
    assert (refusal.cause, AUTRE in str(refusal)) == (Cause.LIBRARY, True)
    library["preloadedDependencies"] = [dependency(AUTRE)]
    assert recognised(h5p_package(None, library, content, files=second_library(AUTRE))).format is PackageFormat.H5P


def hash_of(content: bytes) -> str:
    """Of the folder of our own library."""
    file = io.BytesIO(content)
    return folder_sha256(file, open_package(file), FOLDER)


def test_the_hash_of_a_library_is_that_of_its_files_by_name() -> None:
    lines = b"".join(
        name.encode() + b"\0" + hashlib.sha256(text.encode()).hexdigest().encode() + b"\n"
        for name, text in (("a.js", "1"), ("b/a.css", "2"), ("é.js", "3"))
    )
    files: dict[str, str | bytes] = {f"{FOLDER}/é.js": "3", f"{FOLDER}/b/a.css": "2", f"{FOLDER}/a.js": "1"}
    assert hash_of(archive(files)) == hashlib.sha256(lines).hexdigest()
    assert hash_of(archive({**files, "Deffinum.Geste-1.20/a.js": "4"})) == hashlib.sha256(lines).hexdigest()
    assert hash_of(archive(files, compression=zipfile.ZIP_STORED)) == hash_of(archive(files))


def test_one_byte_a_name_or_a_file_more_make_another_library() -> None:
    same = hash_of(h5p_package())
    others: list[dict[str, str | bytes | None]] = [
        {f"{FOLDER}/geste.js": f"{SCRIPT} "},
        {f"{FOLDER}/geste.js": None, f"{FOLDER}/Geste.js": SCRIPT},
        {f"{FOLDER}/autre.js": ""},
    ]
    assert len({same, *(hash_of(h5p_package(files=each)) for each in others)}) == 4
    assert hash_of(h5p_package(files={"content/a.txt": "a"})) == same


def bomb(places: int, filling: str) -> bytes:
    """As many libraries, each of whose descriptions holds what nobody asked for: small when packed."""
    files: dict[str, str | bytes | None] = {}
    for place in range(places):
        numbers = f'"machineName":"L{place}","majorVersion":1,"minorVersion":0,"patchVersion":0,"runnable":0'
        files[f"L{place}-1.0/library.json"] = f'{{"title":"L",{numbers},"rest":[{filling}]}}'
    return h5p_package(files=files)


@pytest.mark.parametrize(
    ("places", "filling", "cause"),
    [
        (12, ",".join(["{}"] * 249_000), Cause.TOO_LARGE),
        (10, ",".join(["{}"] * 249_000), Cause.MANIFEST),
        (250, f'"{"a" * 40_000}"', Cause.TOO_LARGE),
    ],
)
def test_descriptions_that_only_fill_the_memory_are_refused_within_measure(
    places: int, filling: str, cause: Cause
) -> None:
    content = bomb(places, filling)
    tracemalloc.start()
    try:
        assert refusal_of(content).cause is cause
        assert tracemalloc.get_traced_memory()[1] < 100 * 1024**2
    finally:
        tracemalloc.stop()


def test_what_a_description_says_besides_is_not_kept() -> None:
    content = bomb(250, ",".join(["{}"] * 4_900))
    tracemalloc.start()
    try:
        assert len(recognised(content).outline["libraries"]) == 251
        assert tracemalloc.get_traced_memory()[1] < 20 * 1024**2
    finally:
        tracemalloc.stop()


def test_a_list_of_more_dependencies_than_a_package_holds_is_refused() -> None:
    about, library, _content = parts()
    library["preloadedDependencies"] = [dependency(AUTRE)] * 301
    refusal = refusal_of(h5p_package(None, library, files=second_library(AUTRE)))
    assert (refusal.cause, f"{FOLDER}/library.json" in str(refusal)) == (Cause.TOO_MANY, True)
    about["preloadedDependencies"] *= 301
    assert refusal_of(h5p_package(about)).cause is Cause.TOO_MANY


def test_titles_and_licence_are_kept_without_what_nobody_sees() -> None:
    about, library, _content = parts()
    about |= {"title": "Poser\0 une\u202e échelle\n", "license": "CC0\0"}
    library["title"] = "\0Geste"
    found = recognised(h5p_package(about, library))
    assert (found.title, found.outline["libraries"][0]["title"]) == ("Poser une échelle", "Geste")
    assert "\\u0000" not in json.dumps(found.outline)
    for which in (about, library):
        which["title"] = "\0"
        assert "« title »" in str(refusal_of(h5p_package(about, library)))
        which["title"] = "Geste"
