"""What the rules of a call may read about an application: one vocabulary for eligibility and the pre-check."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from django.utils.translation import override

from deffinum.foundation.questionnaires.vocabulary import (
    Fact,
    ListOf,
    Record,
    Scalar,
    Vocabulary,
)
from deffinum.foundation.values import Text
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration
from deffinum.rooms.people.public import OrganisationKind

ANSWERED_FACTS = {
    "application.first_results_month": "first_results_month",
    "application.shares_productions": "shares_productions",
    "application.has_building_works": "has_building_works",
}
"""Facts read from the consortium's answer to the field of this key; a call that uses one must ask for it."""

BUDGET_LINE = Record(
    (
        Fact("key", Scalar.TEXT, Text("Catégorie", "Category")),
        Fact("amount", Scalar.MONEY, Text("Montant", "Amount")),
        Fact("share", Scalar.RATE, Text("Part de l’assiette", "Share of the base")),
        Fact("ceiling", Scalar.RATE, Text("Plafond", "Ceiling")),
    )
)
"""One expense category of the budget, all partners and years together."""


APPLICATION_FACTS = Vocabulary(
    (
        Fact("application.base", Scalar.MONEY, Text("Assiette éligible", "Eligible base")),
        Fact("application.aid", Scalar.MONEY, Text("Aide demandée", "Aid asked for")),
        # Cash of the members and of their co-funders; what is valued without payment is apart.
        Fact(
            "application.own",
            Scalar.MONEY,
            Text("Autofinancement et cofinancements", "Own funding and co-funding"),
        ),
        Fact(
            "application.valued",
            Scalar.MONEY,
            Text("Apports valorisés", "Valued contributions"),
        ),
        Fact("application.rate", Scalar.RATE, Text("Taux d’aide", "Aid rate")),
        Fact(
            "application.months",
            Scalar.INTEGER,
            Text("Durée en mois", "Duration in months"),
        ),
        Fact(
            "application.scope",
            Scalar.TEXT,
            Text("Portée géographique", "Geographic reach"),
        ),
        Fact(
            "application.region",
            Scalar.TEXT,
            Text("Région du projet", "Region of the project"),
        ),
        Fact(
            "application.partner_count",
            Scalar.INTEGER,
            Text(
                "Nombre d’organisations, chef de file compris",
                "Number of organisations, lead included",
            ),
        ),
        Fact(
            "application.partner_kinds",
            ListOf(Scalar.TEXT),
            Text("Nature des organisations", "Kinds of organisations"),
        ),
        Fact(
            "application.youngest_member_months",
            Scalar.INTEGER,
            Text(
                "Ancienneté du membre le plus récent, en mois",
                "Age of the youngest member, in months",
            ),
        ),
        Fact(
            "application.submitted_at_is_on_time",
            Scalar.BOOLEAN,
            Text("Dépôt dans les délais", "Deposited on time"),
        ),
        Fact(
            "application.shares_productions",
            Scalar.BOOLEAN,
            Text(
                "Engagement de partager les productions",
                "Commitment to share what is produced",
            ),
        ),
        Fact(
            "application.first_results_month",
            Scalar.INTEGER,
            Text("Mois des premiers résultats", "Month of the first results"),
        ),
        Fact(
            "application.has_building_works",
            Scalar.BOOLEAN,
            Text("Travaux de bâtiment dans le budget", "Building works in the budget"),
        ),
        Fact(
            "budget.investment",
            Scalar.MONEY,
            Text("Dépenses d’investissement", "Investment expenses"),
        ),
        Fact(
            "budget.operating",
            Scalar.MONEY,
            Text("Dépenses de fonctionnement", "Operating expenses"),
        ),
        Fact(
            "budget.capped_categories",
            ListOf(BUDGET_LINE),
            Text("Catégories plafonnées", "Categories with a ceiling"),
        ),
    )
)
"""Every fact, without the labels of the choices. Money in cents, rates in basis points, durations in whole months."""


FORM_FACTS = Vocabulary(tuple(APPLICATION_FACTS.by_path[path] for path in ("application.months", "application.scope")))
"""What a form's conditions may read beside its own answers: what the presentation page asks, known while it is filled
(`ApplicationRows.form_facts`). The amounts are not: a question that appears with a euro would make a file incomplete
behind the back of the member that answers it."""


def application_vocabulary(configuration: CallConfiguration) -> Vocabulary:
    """The facts that this call's rules may read, with the call's own scopes and the kinds of organisations."""
    return APPLICATION_FACTS.plus(
        (
            replace(
                APPLICATION_FACTS.by_path["application.scope"],
                choices=configuration.scopes,
            ),
            replace(
                APPLICATION_FACTS.by_path["application.partner_kinds"],
                choices=organisation_kinds(),
            ),
        )
    )


def precheck_vocabulary(configuration: CallConfiguration) -> Vocabulary:
    """The facts that the pre-check's questions give: its rules may read nothing else."""
    asked = {each.fact for each in configuration.precheck}
    return Vocabulary(tuple(each for each in application_vocabulary(configuration).facts if each.path in asked))


@cache
def organisation_kinds() -> tuple[tuple[str, Text], ...]:
    """The people room's kinds of organisations, in both languages."""
    found = []
    for kind in OrganisationKind:
        with override("fr"):
            french = str(kind.label)
        with override("en"):
            english = str(kind.label)
        found.append((str(kind.value), Text(french, english)))
    return tuple(found)
