"""Our xAPI profile follows the xAPI Profile Specification 1.0 (part 2, Structure)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from deffinum.foundation.xapi.checking import instant_of, is_iri, is_language_tag
from deffinum.rooms.commons.queries.immersive_profile import immersive_profile

SITE = "https://plateforme.exemple.invalid"
PROFILE = immersive_profile(SITE)
DESCRIBED = {"id", "type", "inScheme", "prefLabel", "definition"}
EXTENSIONS = {"ResultExtension", "ContextExtension"}
ALL: list[dict[str, Any]] = [*PROFILE["concepts"], *PROFILE["templates"], *PROFILE["patterns"]]


def test_the_profile_says_what_every_profile_says() -> None:
    assert PROFILE.keys() >= {
        "id", "@context", "type", "conformsTo", "prefLabel", "definition", "versions", "author",
    }  # fmt: skip
    assert PROFILE["@context"] == "https://w3id.org/xapi/profiles/context"
    assert (PROFILE["type"], PROFILE["conformsTo"]) == ("Profile", "https://w3id.org/xapi/profiles#1.0")
    assert PROFILE["author"].keys() >= {"type", "name"}
    for version in PROFILE["versions"]:
        assert is_iri(version["id"]) and version["id"] != PROFILE["id"]
        assert instant_of(version["generatedAtTime"])


@pytest.mark.parametrize("each", ALL, ids=lambda each: each["id"].removeprefix(SITE))
def test_each_part_is_described_in_both_languages_in_this_version(each: dict[str, Any]) -> None:
    assert each.keys() >= DESCRIBED
    assert is_iri(each["id"])
    assert each["inScheme"] in {version["id"] for version in PROFILE["versions"]}
    for told in (each["prefLabel"], each["definition"]):
        assert told.keys() == {"fr", "en"}
        assert all(map(is_language_tag, told))
        assert all(told.values())


def test_ids_are_distinct_and_types_are_of_the_specification() -> None:
    assert len({each["id"] for each in ALL}) == len(ALL)
    assert {each["type"] for each in PROFILE["concepts"]} <= {"Verb", "ActivityType", *EXTENSIONS}
    assert {each["type"] for each in PROFILE["templates"]} == {"StatementTemplate"}
    assert {each["type"] for each in PROFILE["patterns"]} == {"Pattern"}


def test_rules_say_where_and_what_and_name_only_known_extensions() -> None:
    known = {each["id"] for each in PROFILE["concepts"] if each["type"] in EXTENSIONS}
    for template in PROFILE["templates"]:
        for rule in template["rules"]:
            assert rule["location"].startswith("$.")
            assert rule["presence"] in {"included", "excluded", "recommended"}
            if "extensions[" in rule["location"]:
                assert rule["location"].split("'")[1] in known


def test_patterns_lead_to_templates_by_one_way_each() -> None:
    ways = {"sequence", "alternates", "optional", "oneOrMore", "zeroOrMore"}
    known = {each["id"] for each in (*PROFILE["templates"], *PROFILE["patterns"])}
    assert [each["primary"] for each in PROFILE["patterns"] if "primary" in each] == [True]
    for pattern in PROFILE["patterns"]:
        (way,) = ways & pattern.keys()
        named = pattern[way] if isinstance(pattern[way], list) else [pattern[way]]
        assert set(named) <= known
        assert pattern["id"] not in named


@pytest.mark.django_db
def test_anyone_reads_it_at_its_own_address(settings: Any) -> None:
    answer = Client().get("/xapi/profils/immersif")
    assert answer["Content-Type"] == "application/ld+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json() == immersive_profile(settings.SITE_URL)
    assert answer.json()["id"] == f"{settings.SITE_URL}/xapi/profils/immersif"
