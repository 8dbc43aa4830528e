"""The rules of a statement's shape as one JSON schema a version, compiled once.

Sources: xAPI 1.0.3 part two, section 2 (statements) and 4 (special types); IEEE 9274.1.1-2023, section 4.2.
What a schema cannot say (scores in order, distinct component ids, real dates) stands in `checking`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs

from deffinum.foundation.xapi import formats

Schema = dict[str, Any]

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
INTERACTIONS = (
    "true-false",
    "choice",
    "fill-in",
    "long-fill-in",
    "matching",
    "performance",
    "sequencing",
    "likert",
    "numeric",
    "other",
)
COMPONENT_LISTS = ("choices", "scale", "source", "target", "steps")
CONTEXT_KINDS = ("parent", "grouping", "category", "other")

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}
_FLAG: Schema = {"type": "boolean"}


def _pattern(expression: str) -> Schema:
    return {"type": "string", "pattern": expression}


def _closed(properties: dict[str, Schema], *, required: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object with these properties and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


_ONE_IDENTIFIER: list[Schema] = [{"required": [each]} for each in IDENTIFIERS]
_IDENTITY: dict[str, Schema] = {
    "name": _TEXT,
    "mbox": _pattern(formats.MAILBOX),
    "mbox_sha1sum": _pattern(formats.SHA1),
    "openid": _pattern(formats.IRI),
    "account": _ref("account"),
}


def _by_object_type(choices: dict[str, str], default: str) -> Schema:
    """Follow `objectType` to one definition, so that an error names the place inside it."""
    rule: Schema = {
        "if": {"properties": {"objectType": {"const": default}}},
        "then": _ref(choices[default]),
        "else": {"properties": {"objectType": {"enum": list(choices)}}},
    }
    branches: list[Schema] = [rule]
    for value, name in choices.items():
        if value != default:
            branches.append(
                {"if": {"required": ["objectType"], "properties": {"objectType": {"const": value}}}, "then": _ref(name)}
            )
    return {"type": "object", "allOf": branches}


def _people() -> dict[str, Schema]:
    return {
        "account": _closed({"homePage": _pattern(formats.IRI), "name": _TEXT}, required=("homePage", "name")),
        "agent": _closed({"objectType": {"const": "Agent"}, **_IDENTITY}, oneOf=_ONE_IDENTIFIER),
        "group": _closed(
            {"objectType": {"const": "Group"}, **_IDENTITY, "member": _list(_ref("agent"))},
            required=("objectType",),
            oneOf=[
                *_ONE_IDENTIFIER,
                {"required": ["member"], "not": {"anyOf": _ONE_IDENTIFIER}},
            ],
        ),
        "actor": _by_object_type({"Agent": "agent", "Group": "group"}, "Agent"),
        "authority": {
            "allOf": [
                _ref("actor"),
                {
                    "if": {"required": ["objectType"], "properties": {"objectType": {"const": "Group"}}},
                    "then": {
                        "not": {"anyOf": _ONE_IDENTIFIER},
                        "properties": {"member": {"minItems": 2, "maxItems": 2}},
                    },
                },
            ]
        },
    }


def _things() -> dict[str, Schema]:
    return {
        "language_map": {
            "type": "object",
            "propertyNames": {"pattern": formats.LANGUAGE},
            "additionalProperties": _TEXT,
        },
        "extensions": {"type": "object", "propertyNames": {"pattern": formats.IRI}},
        "verb": _closed({"id": _pattern(formats.IRI), "display": _ref("language_map")}, required=("id",)),
        "component": _closed({"id": _TEXT, "description": _ref("language_map")}, required=("id",)),
        "definition": _closed(
            {
                "name": _ref("language_map"),
                "description": _ref("language_map"),
                "type": _pattern(formats.IRI),
                "moreInfo": _pattern(formats.IRI),
                "extensions": _ref("extensions"),
                "interactionType": {"enum": list(INTERACTIONS)},
                "correctResponsesPattern": _list(_TEXT),
                **{each: _list(_ref("component")) for each in COMPONENT_LISTS},
            },
            dependentRequired={each: ["interactionType"] for each in (*COMPONENT_LISTS, "correctResponsesPattern")},
        ),
        "activity": _closed(
            {
                "objectType": {"const": "Activity"},
                "id": _pattern(formats.IRI),
                "definition": _ref("definition"),
            },
            required=("id",),
        ),
        "reference": _closed(
            {"objectType": {"const": "StatementRef"}, "id": _pattern(formats.UUID)}, required=("objectType", "id")
        ),
    }


def _outcomes() -> dict[str, Schema]:
    return {
        "result": _closed(
            {
                "score": _closed(
                    {
                        "scaled": {"type": "number", "minimum": -1, "maximum": 1},
                        "raw": _NUMBER,
                        "min": _NUMBER,
                        "max": _NUMBER,
                    }
                ),
                "success": _FLAG,
                "completion": _FLAG,
                "response": _TEXT,
                "duration": _pattern(formats.DURATION),
                "extensions": _ref("extensions"),
            }
        ),
        "attachment": _closed(
            {
                "usageType": _pattern(formats.IRI),
                "display": _ref("language_map"),
                "description": _ref("language_map"),
                "contentType": _pattern(formats.MEDIA_TYPE),
                "length": {"type": "integer", "minimum": 0},
                "sha2": _pattern(formats.SHA2),
                "fileUrl": _pattern(formats.IRI),
            },
            required=("usageType", "display", "contentType", "length", "sha2"),
        ),
    }


def _context(*, second: bool) -> Schema:
    activities: Schema = {"if": {"type": "array"}, "then": _list(_ref("activity")), "else": _ref("activity")}
    properties: dict[str, Schema] = {
        "registration": _pattern(formats.UUID),
        "instructor": _ref("actor"),
        "team": _ref("group"),
        "contextActivities": _closed(dict.fromkeys(CONTEXT_KINDS, activities)),
        "revision": _TEXT,
        "platform": _TEXT,
        "language": _pattern(formats.LANGUAGE),
        "statement": _ref("reference"),
        "extensions": _ref("extensions"),
    }
    if second:
        types = _list(_pattern(formats.IRI), minItems=1)
        for name, kind, who in (
            ("contextAgents", "contextAgent", "agent"),
            ("contextGroups", "contextGroup", "group"),
        ):
            properties[name] = _list(
                _closed(
                    {"objectType": {"const": kind}, who: _ref(who), "relevantTypes": types},
                    required=("objectType", who),
                )
            )
    return _closed(properties)


_ONLY_ABOUT_ACTIVITIES: Schema = {
    "if": {
        "properties": {
            "object": {"required": ["objectType"], "not": {"properties": {"objectType": {"const": "Activity"}}}}
        }
    },
    "then": {"properties": {"context": {"properties": {"revision": False, "platform": False}}}},
}
_VOIDING: Schema = {
    "if": {"properties": {"verb": {"required": ["id"], "properties": {"id": {"const": VOIDED}}}}},
    "then": {
        "properties": {"object": {"required": ["objectType"], "properties": {"objectType": {"const": "StatementRef"}}}}
    },
}


def definitions(*, second: bool) -> dict[str, Schema]:
    """Every definition by its name ('statement', 'actor', 'agent'…), which refer to each other as `#/$defs/<name>`."""
    timestamp = _pattern(formats.TIMESTAMP)
    shared: dict[str, Schema] = {
        "actor": _ref("actor"),
        "verb": _ref("verb"),
        "result": _ref("result"),
        "context": _ref("context"),
        "timestamp": timestamp,
        "attachments": _list(_ref("attachment")),
    }
    objects = {"Activity": "activity", "Agent": "agent", "Group": "group", "StatementRef": "reference"}
    needed = ("actor", "verb", "object")
    return {
        **_people(),
        **_things(),
        **_outcomes(),
        "context": _context(second=second),
        "substatement": _closed(
            {"objectType": {"const": "SubStatement"}, **shared, "object": _by_object_type(objects, "Activity")},
            required=("objectType", *needed),
            allOf=[_ONLY_ABOUT_ACTIVITIES],
        ),
        "statement": _closed(
            {
                "id": _pattern(formats.UUID),
                **shared,
                "object": _by_object_type({**objects, "SubStatement": "substatement"}, "Activity"),
                "stored": timestamp,
                "authority": _ref("authority"),
                "version": _pattern(r"^2\.0(?:\.[0-9]+)?$|^1\.0(?:\.[0-9]+)?$" if second else r"^1\.0(?:\.[0-9]+)?$"),
            },
            required=needed,
            allOf=[_ONLY_ABOUT_ACTIVITIES, _VOIDING],
        ),
    }


@cache
def rules(name: str, *, second: bool) -> jsonschema_rs.Draft202012Validator:
    """The compiled rules of one definition ('statement', 'actor', 'agent'…) or of 'statements', a list of them.

    `second`: of version 2.0 instead of 1.0.
    """
    target = _list(_ref("statement")) if name == "statements" else _ref(name)
    return jsonschema_rs.Draft202012Validator(
        {**target, "$defs": definitions(second=second)}, pattern_options=jsonschema_rs.RegexOptions()
    )
