"""Manifests are read for what they say, and refused for what they try."""

from __future__ import annotations

import io
import struct
import time

import pytest

from deffinum.foundation.packages.recognition import Recognised, recognise_package
from deffinum.foundation.packages.refusal import Cause, PackageRefused
from deffinum.foundation.packages.scorm import read_scorm, with_parameters
from deffinum.foundation.packages.words import PackageFormat
from deffinum.foundation.plain_xml import MOST_BYTES, read_xml
from tests.factories.packages import ITEM, RESOURCE, SCORM_2004, archive, manifest, sample, scorm_package


def recognised(content: bytes) -> Recognised:
    """What a file in memory is."""
    return recognise_package(io.BytesIO(content))


def refusal_of(content: bytes) -> PackageRefused:
    """Why it is refused."""
    with pytest.raises(PackageRefused) as refusal:
        recognised(content)
    return refusal.value


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('<!DOCTYPE manifest [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "DOCTYPE"),
        ('<!DOCTYPE manifest SYSTEM "http://exemple.invalid/a.dtd">', "DOCTYPE"),
        ('<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>', "DOCTYPE"),
        ("<!doctype manifest>", "bien formé"),
    ],
    ids=["file", "address", "flood", "not XML"],
)
def test_a_manifest_that_declares_entities_is_refused(head: str, said: str) -> None:
    text = manifest().replace("<manifest", f"{head}<manifest", 1)
    refusal = refusal_of(scorm_package({"imsmanifest.xml": text}))
    assert refusal.cause is Cause.MANIFEST
    assert said in str(refusal)
    assert "imsmanifest.xml" in str(refusal)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_manifest_in_a_wide_encoding_is_refused(encoding: str) -> None:
    text = manifest().replace("UTF-8", encoding).encode(encoding)
    assert "UTF-16" in str(refusal_of(scorm_package({"imsmanifest.xml": text})))


def test_an_unknown_encoding_is_refused_and_an_old_french_one_is_read() -> None:
    text = manifest().replace("UTF-8", "x-inconnu")
    assert refusal_of(scorm_package({"imsmanifest.xml": text})).cause is Cause.MANIFEST
    old = manifest().replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert recognised(scorm_package({"imsmanifest.xml": old})).title == "Poser une échelle (exemple)"


def test_a_manifest_of_ten_megabytes_is_refused() -> None:
    long = manifest() + "<!--" + "".join(chr(97 + number % 23) for number in range(10_000_000)) + "-->"
    assert f"{MOST_BYTES // 1024**2} Mio" in str(refusal_of(scorm_package({"imsmanifest.xml": long})))


def test_a_manifest_nested_without_end_is_refused() -> None:
    deep = "<item identifier='a'>" * 100 + "</item>" * 100
    assert "imbriqués" in str(refusal_of(scorm_package({"imsmanifest.xml": manifest(items=deep)})))


@pytest.mark.parametrize(
    ("items", "resources", "said"),
    [
        (ITEM, RESOURCE.replace("index.html", "absent.html"), "« absent.html »"),
        (ITEM, RESOURCE.replace(' href="index.html"', ""), "pas de fichier de lancement"),
        (ITEM, RESOURCE.replace("index.html", "../index.html"), "sort du paquet"),
        (ITEM, RESOURCE.replace("index.html", "%2e%2e/index.html"), "sort du paquet"),
        (ITEM, RESOURCE.replace("index.html", "https://exemple.invalid/a.html"), "sort du paquet"),
        (ITEM, RESOURCE.replace("index.html", "//exemple.invalid/a.html"), "sort du paquet"),
        (ITEM, RESOURCE.replace("index.html", "javascript:alert(1)"), "sort du paquet"),
        (ITEM, RESOURCE.replace("index.html", "/index.html"), "sort du paquet"),
        (ITEM, "", "n’est pas décrite"),
        (ITEM + ITEM, RESOURCE, "donné deux fois"),
        (ITEM.replace(' identifier="geste"', ""), RESOURCE, "pas d’identifiant"),
        ('<item identifier="vide"><title>Vide</title></item>', RESOURCE, "aucune activité"),
    ],
)
def test_what_cannot_be_launched_is_refused_by_name(items: str, resources: str, said: str) -> None:
    assert said in str(refusal_of(scorm_package(items=items, resources=resources)))


@pytest.mark.parametrize("identifier", ["a" * 1_001, "a&#9;b", "a\u202eb"])
def test_an_identifier_that_no_item_could_keep_is_refused(identifier: str) -> None:
    items = f'<item identifier="{identifier}" identifierref="fichier"><title>a</title></item>'
    assert "dépasse 1000 caractères" in str(refusal_of(scorm_package(items=items)))


def test_a_default_organization_that_is_not_there_is_refused() -> None:
    text = manifest().replace('default="parcours"', 'default="autre"')
    assert "« autre »" in str(refusal_of(scorm_package({"imsmanifest.xml": text})))


def test_a_folder_around_the_package_is_told() -> None:
    refusal = refusal_of(archive({"mon cours/imsmanifest.xml": manifest(), "mon cours/index.html": "a"}))
    assert "« mon cours »" in str(refusal)


def test_a_scorm_12_item_keeps_what_its_player_gives_to_the_content() -> None:
    inside = (
        "<title>Le geste</title><adlcp:prerequisites type='aicc_script'>a&amp;b</adlcp:prerequisites>"
        "<adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed><adlcp:timelimitaction>exit,message</adlcp:timelimitaction>"
        "<adlcp:datafromlms>niveau=1</adlcp:datafromlms><adlcp:masteryscore>80</adlcp:masteryscore>"
    )
    items = f'<item identifier="geste" identifierref="fichier" parameters="?pas=1" isvisible="false">{inside}</item>'
    found = recognised(scorm_package(items=items))
    assert found.format is PackageFormat.SCORM_12
    assert found.launchables[0].href == "index.html?pas=1"
    (item,) = found.outline["organizations"][0]["items"]
    told = {name: item[name] for name in ("prerequisites", "max_time_allowed", "launch_data", "mastery_score")}
    assert told == {
        "prerequisites": "a&b",
        "max_time_allowed": "00:30:00",
        "launch_data": "niveau=1",
        "mastery_score": "80",
    }
    assert (item["time_limit_action"], item["is_visible"], item["is_sco"]) == ("exit,message", False, True)


def test_xml_base_is_followed_from_the_manifest_down() -> None:
    text = manifest(resources=RESOURCE.replace("<resource", '<resource xml:base="b/"')).replace(
        "<resources>", '<resources xml:base="a/">'
    )
    found = recognised(archive({"imsmanifest.xml": text, "a/b/index.html": "geste"}))
    assert found.launchables[0].href == "a/b/index.html"


@pytest.mark.parametrize(
    ("address", "parameters", "joined"),
    [
        ("a.html", "", "a.html"),
        ("a.html", "?x=1", "a.html?x=1"),
        ("a.html", "x=1", "a.html?x=1"),
        ("a.html?y=2", "?x=1", "a.html?y=2&x=1"),
        ("a.html?y=2", "&x=1", "a.html?y=2&x=1"),
        ("a.html", "#fin", "a.html#fin"),
        ("a.html#debut", "#fin", "a.html#debut"),
        ("a.html#debut", "?x=1", "a.html?x=1#debut"),
    ],
)
def test_parameters_are_joined_as_the_standard_says(address: str, parameters: str, joined: str) -> None:
    assert with_parameters(address, parameters) == joined


def test_the_edition_is_told_by_the_manifest() -> None:
    for said, edition in [("CAM 1.3", "2nd"), ("2004 3rd Edition", "3rd"), ("2004 4th Edition", "4th"), ("2004", "")]:
        text = manifest(template=SCORM_2004).replace("2004 4th Edition", said)
        found = read_scorm(read_xml(text.encode()), {"index.html"})
        assert (found.version, found.edition) == ("2004", edition)


def test_the_rules_of_a_forced_sequence_are_read() -> None:
    found = recognised(sample("scorm2004/SequencingForcedSequential_SCORM20043rdEdition.zip").read_bytes())
    first, second, *_others = found.outline["organizations"][0]["items"]
    assert first["sequencing"]["sequencingCollectionRefs"] == ["common_seq_rules"]
    assert "common_seq_rules" in found.outline["collections"]
    (rule,) = second["sequencing"]["sequencingRules"]["preConditionRules"]
    assert (rule["action"], rule["conditionCombination"]) == ("disabled", "any")
    assert rule["conditions"][0] == {
        "condition": "satisfied",
        "operator": "not",
        "referencedObjective": "previous_sco_satisfied",
    }
    assert second["sequencing"]["objectives"][0]["mapInfo"][0]["readSatisfiedStatus"] is True


def test_a_tin_can_package_launches_its_activity() -> None:
    tincan = (
        '<tincan xmlns="http://projecttincan.com/tincan.xsd"><activities><activity id="https://exemple.invalid/a" '
        'type="http://adlnet.gov/expapi/activities/course"><name>Le geste</name><description lang="fr">Exemple'
        '</description><launch lang="fr">{}</launch></activity></activities></tincan>'
    )
    found = recognised(archive({"tincan.xml": tincan.format("index.html?a=1"), "index.html": "a"}))
    assert (found.format, found.title, found.launchables[0].href) == (PackageFormat.XAPI, "Le geste", "index.html?a=1")
    assert "« absent.html »" in str(refusal_of(archive({"tincan.xml": tincan.format("absent.html")})))


def test_a_glb_whose_buffers_are_broken_is_refused() -> None:
    content = sample("gltf/Box.glb").read_bytes()
    assert recognised(content).format is PackageFormat.GLTF
    assert refusal_of(content[:-100]).cause is Cause.DAMAGED
    assert "sort de son tampon" in str(refusal_of(content.replace(b'"byteLength":576', b'"byteLength":976')))


def glb(*chunks: tuple[bytes, bytes], after: bytes = b"", more: int = 0) -> bytes:
    """A binary glTF of these chunks; `more`: what its header adds to its length."""
    body = b"".join(struct.pack("<I4s", len(content), kind) + content for kind, content in chunks)
    return b"glTF" + struct.pack("<2I", 2, 12 + len(body) + more) + body + after


def test_a_glb_holds_its_two_chunks_and_nothing_after_them() -> None:
    described, data = (b"JSON", b'{"asset":{"version":"2.0"},"meshes":[{}]}  '), (b"BIN\0", b"\0" * 8)
    assert recognised(glb(described)).format is PackageFormat.GLTF
    assert recognised(glb(described, data)).format is PackageFormat.GLTF
    for content in (
        glb(described, data, (b"XTRA", b"\0" * 4)),
        glb(described, data, after=b"<script>"),
        glb(described, data, after=b"<script>", more=8),
        glb(described, data, more=-4),
        glb(described, data, more=4),
        glb(described, after=b"\0" * 4, more=4),
    ):
        assert refusal_of(content).cause is Cause.DAMAGED


def test_a_description_that_only_fills_the_memory_is_refused_before_it_is_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = b'{"asset":{"version":"2.0"},"extras":[' + b",".join([b"[]"] * 400_000) + b"]}"
    monkeypatch.setattr("deffinum.foundation.packages.plain_json.orjson.loads", lambda _content: pytest.fail("parsed"))
    for content in (bomb, glb((b"JSON", bomb)), b'{"asset":"' + b"a" * 8 * 1024**2 + b'"}'):
        assert refusal_of(content).cause is Cause.DAMAGED
    assert refusal_of(archive({"h5p.json": b'{"title":"' + b"a" * 1024**2 + b'"}'})).cause is not None


def test_a_long_text_cut_by_elements_is_read_in_a_moment() -> None:
    content = b"<a>" + b"a" * 3 * 1024**2 + b"<b/>x" * 90_000 + b"</a>"
    began = time.process_time()
    assert len(read_xml(content).text) == 3 * 1024**2 + 90_000
    assert time.process_time() - began < 10


def test_a_gltf_that_needs_another_file_is_refused() -> None:
    text = '{"asset":{"version":"2.0"},"buffers":[{"uri":"forme.bin","byteLength":4}]}'
    assert "« forme.bin »" in str(refusal_of(text.encode()))


def test_a_picture_that_is_no_whole_sphere_is_refused_with_its_size() -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (800).to_bytes(4, "big") + (600).to_bytes(4, "big") + b"\x08\x02\0\0\0"
    assert "800 × 600" in str(refusal_of(png))


def test_a_file_of_no_known_format_is_refused() -> None:
    assert refusal_of(b"bonjour").cause is Cause.UNKNOWN_FORMAT
    assert refusal_of(archive({"lisez-moi.txt": "bonjour"})).cause is Cause.UNKNOWN_FORMAT
