"""The vocabulary and the forms of these tests. Amounts of Nid'AI.e are the published ones (PRODUCT rule 2)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from hypothesis import settings

import deffinum.foundation.questionnaires as engine
from deffinum.foundation.questionnaires import Fact, ListOf, Record, Scalar, Vocabulary
from deffinum.foundation.values import Money, Text

unhurried = settings(deadline=None)
"""Properties are about results, not about speed on shared cores."""
README = Path(engine.__file__).parent / "README.md"
KINDS = (("training", Text("organisme de formation", "training organisation")), ("lab", Text("laboratoire", "lab")))
PARTNER = Record(
    (
        Fact("name", Scalar.TEXT, Text("nom", "name")),
        Fact("kind", Scalar.TEXT, Text("catégorie", "kind"), KINDS),
        Fact("base", Scalar.MONEY, Text("assiette", "base")),
        Fact("months", Scalar.INTEGER, Text("mois", "months")),
        Fact("agreed", Scalar.BOOLEAN, Text("accord", "agreement")),
        Fact("created", Scalar.DATE, Text("création", "creation")),
    )
)
VOCABULARY = Vocabulary(
    (
        Fact("application.base", Scalar.MONEY, Text("assiette éligible", "eligible base")),
        Fact("application.aid", Scalar.MONEY, Text("aide demandée", "aid requested")),
        Fact("application.rate", Scalar.RATE, Text("taux d’aide", "aid rate")),
        Fact("application.months", Scalar.INTEGER, Text("durée", "duration")),
        Fact("application.starts", Scalar.DATE, Text("début", "start")),
        Fact("application.ends", Scalar.DATE, Text("fin", "end")),
        Fact(
            "application.scope",
            Scalar.TEXT,
            Text("portée", "reach"),
            (("national", Text("nationale", "national")), ("regional", Text("interrégionale", "interregional"))),
        ),
        Fact("application.consortium", Scalar.BOOLEAN, Text("groupement", "consortium")),
        Fact("application.regions", ListOf(Scalar.TEXT), Text("régions", "regions")),
        Fact("partners", ListOf(PARTNER), Text("partenaires", "partners")),
    )
)
NIDAIE_BASE = Money.euros(6_928_135)
NIDAIE_AID = Money.euros(4_849_695)


def readme_examples() -> list[Any]:
    """The JSON blocks of the README: a rule, then a field."""
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", README.read_text(), re.DOTALL)]


def aid_cap_rule() -> dict[str, Any]:
    """The rule of the README."""
    rule: dict[str, Any] = readme_examples()[0]
    return rule


def nidaie(aid: Money | None, base: Money | None = NIDAIE_BASE) -> dict[str, Any]:
    """The facts of the real case, with another aid."""
    return {"application": {"base": base, "aid": aid}}


def choice(value: str, fr: str, en: str = "") -> dict[str, Any]:
    """A choice as JSON."""
    return {"value": value, "label": {"fr": fr, "en": en}}


def project_form() -> dict[str, Any]:
    """A form with every type of field, conditions, computed values, a partners' section and one rule."""
    regional = {"equal": [{"fact": "answers.reach"}, {"text": "regional"}]}
    budget_sum = {"sum": {"over": {"fact": "answers.budget"}, "each": "line", "of": {"fact": "line.amount"}}}
    aid = {
        "key": "aid",
        "type": "money",
        "label": "Aide",
        "computed": {"rate_of": [{"rate": 7000}, {"fact": "row.amount"}]},
    }
    project = [
        {
            "key": "title",
            "type": "short_text",
            "label": {"fr": "Titre", "en": "Title"},
            "required": True,
            "limits": {"max_characters": 20},
            "example": "Formation en réalité virtuelle",
        },
        {"key": "summary", "type": "long_text", "label": "Résumé", "required": True, "limits": {"max_words": 5}},
        {
            "key": "reach",
            "type": "one_choice",
            "label": "Portée",
            "required": True,
            "choices": [
                choice("national", "Nationale", "National"),
                choice("regional", "Interrégionale", "Interregional"),
            ],
        },
        {
            "key": "regions",
            "type": "many_choices",
            "label": "Régions",
            "required": True,
            "visible_when": regional,
            "limits": {"least": 2, "most": 3},
            "choices": [
                choice("27", "Bourgogne-Franche-Comté"),
                choice("84", "Auvergne-Rhône-Alpes"),
                choice("93", "Provence-Alpes-Côte d’Azur"),
                choice("11", "Île-de-France"),
            ],
        },
        {"key": "starts", "type": "date", "label": "Début", "limits": {"minimum": "2021-06-01"}},
        {"key": "months", "type": "integer", "label": "Durée", "limits": {"minimum": 1, "maximum": 36}},
        {
            "key": "budget",
            "type": "table",
            "label": "Budget",
            "required": True,
            "limits": {"least": 1, "most": 3},
            "columns": [
                {"key": "what", "type": "short_text", "label": "Poste"},
                {"key": "amount", "type": "money", "label": "Montant", "total": True, "limits": {"minimum": 0}},
                {"key": "note", "type": "short_text", "label": "Note", "required": False},
                aid,
            ],
        },
        {"key": "total", "type": "money", "label": {"fr": "Total", "en": "Total"}, "computed": budget_sum},
        {"key": "own_share", "type": "rate", "label": "Autofinancement", "limits": {"minimum": 0, "maximum": 10000}},
        {
            "key": "own_reason",
            "type": "short_text",
            "label": "Motif",
            "required": {"less": [{"fact": "answers.own_share"}, {"rate": 3000}]},
        },
        {"key": "consortium", "type": "yes_no", "label": "Groupement"},
        {
            "key": "letters",
            "type": "file",
            "label": "Lettres",
            "limits": {"most": 2, "extensions": ["pdf"], "max_bytes": 5000000},
        },
        {
            "key": "sharing",
            "type": "statement",
            "label": "Partage",
            "help": "Je m’engage à partager ce que je produis.",
            "required": True,
        },
    ]
    partner = [{"key": "role", "type": "short_text", "label": "Rôle", "required": True}]
    rule = {
        "id": "least_total",
        "label": "Assiette minimale",
        "expression": {"at_least": [{"fact": "answers.total"}, {"money": 10000}]},
        "sentence_satisfied": "L’assiette ({answers.total}) suffit.",
        "sentence_failed": "L’assiette ({answers.total}) est trop basse.",
    }
    return {
        "sections": [
            {"key": "project", "title": {"fr": "Projet", "en": "Project"}, "fields": project},
            {"key": "partner", "title": "Partenaire", "per_partner": True, "fields": partner},
        ],
        "rules": [rule],
    }
