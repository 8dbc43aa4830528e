"""Our xAPI profile of 360° photos and 3D objects, for which none was published: as JSON-LD.

Source of the form: xAPI Profile Specification 1.0 (ADL), part 2, Structure. `generatedAtTime` moves, and the version
with it, whenever a word below changes.
"""

from __future__ import annotations

from typing import Any

Json = Any

PROFILE = "/xapi/profils/immersif"
"""Its address under the platform's own, which is its IRI."""
VERSION = f"{PROFILE}/v1.0"
PANORAMA_TYPE = f"{PROFILE}/types/panorama"
MODEL_TYPE = f"{PROFILE}/types/objet-3d"
VIEW_TYPE = f"{PROFILE}/types/vue"
LOOKED_AT = f"{PROFILE}/verbes/a-regarde"
VIEW = f"{PROFILE}/extensions/vue"
SEEN = f"{PROFILE}/extensions/part-vue"
SESSION = f"{PROFILE}/extensions/session"

_ADL = "http://adlnet.gov/expapi/verbs/"
_GENERATED = "2026-11-22T00:00:00Z"
_VIEW_SCHEMA = (
    '{"type":"object","properties":{"yaw":{"type":"number"},"pitch":{"type":"number"},"zoom":{"type":"number"}},'
    '"required":["yaw","pitch"]}'
)


def immersive_profile(site: str) -> dict[str, Json]:
    """The profile of the platform at `site` (its address, without a slash at the end)."""
    return {
        "@context": "https://w3id.org/xapi/profiles/context",
        "id": f"{site}{PROFILE}",
        "type": "Profile",
        "conformsTo": "https://w3id.org/xapi/profiles#1.0",
        "prefLabel": {"fr": "Photos à 360° et objets 3D", "en": "360° photos and 3D objects"},
        "definition": {
            "fr": "Ce qu’un apprenant regarde d’une photo à 360° ou d’un objet 3D, tourné à la souris, au doigt ou au "
            "clavier. Chaque ouverture commence par « initialized » et finit par « terminated ».",
            "en": "What a learner looks at in a 360° photo or of a 3D object, turned by mouse, finger or keyboard. "
            "Each opening begins with “initialized” and ends with “terminated”.",
        },
        "author": {"type": "Organization", "name": "Deffinum", "url": site},
        "versions": [{"id": f"{site}{VERSION}", "generatedAtTime": _GENERATED}],
        "concepts": [*_types(site), _verb(site), *_extensions(site)],
        "templates": _templates(site),
        "patterns": _patterns(site),
    }


def _described(site: str, path: str, kind: str, label: tuple[str, str], said: tuple[str, str]) -> dict[str, Json]:
    """What every concept, template and pattern says of itself, in French and in English."""
    return {
        "id": f"{site}{path}",
        "type": kind,
        "inScheme": f"{site}{VERSION}",
        "prefLabel": {"fr": label[0], "en": label[1]},
        "definition": {"fr": said[0], "en": said[1]},
    }


def _types(site: str) -> list[dict[str, Json]]:
    return [
        _described(
            site, PANORAMA_TYPE, "ActivityType", ("Photo à 360°", "360° photo"),
            ("Une photo que l’on regarde depuis son centre, dans toutes les directions.",
             "A photo looked at from its centre, in every direction."),
        ),
        _described(
            site, MODEL_TYPE, "ActivityType", ("Objet 3D", "3D object"),
            ("Un objet en trois dimensions dont on fait le tour.", "A three-dimensional object that one goes round."),
        ),
        _described(
            site, VIEW_TYPE, "ActivityType", ("Vue", "View"),
            ("Une direction d’une photo à 360° (huit autour de l’horizon), ou un côté d’un objet 3D.",
             "A direction in a 360° photo (eight around the horizon), or a side of a 3D object."),
        ),
    ]  # fmt: skip


def _verb(site: str) -> dict[str, Json]:
    return _described(
        site, LOOKED_AT, "Verb", ("a regardé", "looked at"),
        ("La vue est restée une seconde devant l’apprenant ; dite une fois par inscription.",
         "The view stayed in front of the learner for a second; said once a registration."),
    )  # fmt: skip


def _extensions(site: str) -> list[dict[str, Json]]:
    return [
        _described(
            site, VIEW, "ResultExtension", ("Orientation", "Orientation"),
            ("Lacet et tangage en degrés, grossissement.", "Yaw and pitch in degrees, zoom."),
        ) | {"inlineSchema": _VIEW_SCHEMA},
        _described(
            site, SEEN, "ResultExtension", ("Part vue", "Share seen"),
            ("Part des vues déjà regardées dans l’inscription, de 0 à 1.",
             "Share of the views looked at so far in the registration, from 0 to 1."),
        ) | {"inlineSchema": '{"type":"number","minimum":0,"maximum":1}'},
        _described(
            site, SESSION, "ContextExtension", ("Ouverture", "Opening"),
            ("UUID de cette ouverture de la ressource.", "UUID of this opening of the resource."),
        ) | {"inlineSchema": '{"type":"string"}'},
    ]  # fmt: skip


def _templates(site: str) -> list[dict[str, Json]]:
    session = {"location": f"$.context.extensions['{site}{SESSION}']", "presence": "included"}
    seen = {"location": f"$.result.extensions['{site}{SEEN}']", "presence": "included"}
    duration = {"location": "$.result.duration", "presence": "included"}
    view = {"location": f"$.result.extensions['{site}{VIEW}']", "presence": "included"}
    parent = {"location": "$.context.contextActivities.parent[*].id", "presence": "included"}
    return [
        _template(site, "ouverture", f"{_ADL}initialized", ("Ouverture", "Opening"), [session]),
        _template(site, "regard", f"{site}{LOOKED_AT}", ("Regard", "Look"), [session, seen, view, parent])
        | {"objectActivityType": f"{site}{VIEW_TYPE}"},
        _template(site, "fin", f"{_ADL}completed", ("Tout est vu", "All is seen"), [session, seen]),
        _template(site, "depart", f"{_ADL}terminated", ("Départ", "Departure"), [session, seen, duration]),
    ]


def _template(site: str, name: str, verb: str, label: tuple[str, str], rules: list[dict[str, Json]]) -> dict[str, Json]:
    said = (f"{label[0]} de la photo ou de l’objet.", f"{label[1]} of the photo or the object.")
    told = _described(site, f"{PROFILE}/modeles/{name}", "StatementTemplate", label, said)
    return {**told, "verb": verb, "rules": rules}


def _patterns(site: str) -> list[dict[str, Json]]:
    middle = f"{PROFILE}/motifs/milieu"
    looks = f"{PROFILE}/motifs/regards"
    model = f"{site}{PROFILE}/modeles"
    return [
        _described(
            site, f"{PROFILE}/motifs/visite", "Pattern", ("Visite", "Visit"),
            ("Une ouverture, des regards, un départ.", "An opening, looks, a departure."),
        ) | {"primary": True, "sequence": [f"{model}/ouverture", f"{site}{middle}", f"{model}/depart"]},
        _described(
            site, middle, "Pattern", ("Pendant la visite", "During the visit"),
            ("Zéro ou plusieurs regards, et la fin.", "Looks, if any, and the completion."),
        ) | {"zeroOrMore": f"{site}{looks}"},
        _described(
            site, looks, "Pattern", ("Un regard ou la fin", "A look or the completion"),
            ("L’un ou l’autre.", "One or the other."),
        ) | {"alternates": [f"{model}/regard", f"{model}/fin"]},
    ]  # fmt: skip
