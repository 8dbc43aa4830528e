"""Load the sample people and organisations: plainly marked, and loaded again without change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.models import Account, Mandate, Organisation, RoleGrantRow
from deffinum.rooms.people.queries.sample import PERSONAS, sample_id
from deffinum.rooms.people.words import MandateKind, OrganisationKind, Role

SINCE = date(2021, 1, 1)
"""First day of the sample's mandates and roles: before the first real wave (1 June 2021)."""


class SampleRefused(DomainError):
    """The platform is not in sample mode."""


@dataclass(frozen=True)
class SampleOrganisation:
    """`siret` uses SIREN numbers that begin with 000: their key is right and INSEE gives none of them."""

    key: str
    name: str
    siret: str
    kind: OrganisationKind
    created_on: date | None
    activity_number: str = ""
    region_code: str = "27"
    postcode: str = "21000"
    commune_code: str = "21231"
    commune_name: str = "Dijon"
    is_sample: bool = True


ORGANISATIONS = (
    # Real lead of the real project Nid'AI.e: our sources give its name, kind and town, and no SIRET.
    SampleOrganisation(
        "gifod", "GIFOD", "", OrganisationKind.ASSOCIATION, None, postcode="", is_sample=False,
    ),
    SampleOrganisation(
        "lead", "Campus Exemple (organisation d’exemple)", "00000001800010", OrganisationKind.TRAINING,
        date(2004, 9, 1), activity_number="27000000018",
    ),
    SampleOrganisation(
        "partner", "CFA Exemple (organisation d’exemple)", "00000002600013", OrganisationKind.APPRENTICESHIP,
        date(1999, 1, 4), activity_number="27000000026",
    ),
    SampleOrganisation(
        "partner_2", "EdTech Exemple (organisation d’exemple)", "00000003400017", OrganisationKind.EDTECH,
        date(2017, 3, 15), region_code="84", postcode="69003", commune_code="69123", commune_name="Lyon",
    ),
    SampleOrganisation(
        "partner_3", "Laboratoire Exemple (organisation d’exemple)", "00000004200010", OrganisationKind.LABORATORY,
        date(2009, 1, 1), region_code="44", postcode="67000", commune_code="67482", commune_name="Strasbourg",
    ),
    SampleOrganisation(
        "partner_4", "Branche Exemple (organisation d’exemple)", "00000005900014", OrganisationKind.BRANCH,
        date(1992, 6, 30), region_code="11", postcode="75010", commune_code="75056", commune_name="Paris",
    ),
    SampleOrganisation(
        "partner_5", "Éditions Exemple (organisation d’exemple)", "00000006700017", OrganisationKind.PUBLISHER,
        date(2012, 10, 1), region_code="76", postcode="31000", commune_code="31555", commune_name="Toulouse",
    ),
    SampleOrganisation(
        "partner_6", "Entreprise Exemple (organisation d’exemple)", "00000007500010", OrganisationKind.COMPANY,
        date(1987, 5, 12), region_code="32", postcode="59000", commune_code="59350", commune_name="Lille",
    ),
)  # fmt: skip

ROLES = {
    "officer": Role.OFFICER,
    "expert_1": Role.EXPERT,
    "expert_2": Role.EXPERT,
    "jury": Role.JURY,
    "decider": Role.DECIDER,
    "committee": Role.COMMITTEE,
    "administrator": Role.ADMINISTRATOR,
}
MANDATES = {
    "lead": ("gifod", "lead"),
    "partner": ("partner", "partner_2", "partner_3", "partner_4", "partner_5", "partner_6"),
}


@command("people.load_sample")
def load_people_sample(*, by: Actor, now: datetime) -> None:
    """Accounts of the personas, their organisations, mandates and roles. Raises SampleRefused outside sample mode."""
    if not settings.SAMPLE_MODE:
        raise SampleRefused(_("Les données d’exemple ne se chargent qu’en mode exemple."))
    for organisation in ORGANISATIONS:
        _load_organisation(organisation, now=now)
    for each in PERSONAS:
        _load_account(each.key, each.label.fr, now=now)
    for key, role in ROLES.items():
        RoleGrantRow.objects.get_or_create(
            id=sample_id("role", key),
            defaults={"account_id": sample_id("account", key), "role": role, "starts_on": SINCE},
        )
    for key, organisations in MANDATES.items():
        for organisation_key in organisations:
            Mandate.objects.get_or_create(
                id=sample_id("mandate", f"{key}:{organisation_key}"),
                defaults={
                    "account_id": sample_id("account", key),
                    "organisation_id": sample_id("organisation", organisation_key),
                    "kind": MandateKind.REPRESENTATIVE,
                    "starts_on": SINCE,
                },
            )


def _load_organisation(each: SampleOrganisation, *, now: datetime) -> None:
    Organisation.objects.get_or_create(
        id=sample_id("organisation", each.key),
        defaults={
            "name": each.name,
            "siret": each.siret,
            "kind": each.kind,
            "activity_number": each.activity_number,
            "region_code": each.region_code,
            "postcode": each.postcode,
            "commune_code": each.commune_code,
            "commune_name": each.commune_name,
            "created_on": each.created_on,
            "is_sample": each.is_sample,
            "registered_at": now,
        },
    )


def _load_account(key: str, label: str, *, now: datetime) -> None:
    email = f"{key.replace('_', '-')}@exemple.invalid"
    account, made = Account.objects.get_or_create(
        id=sample_id("account", key),
        defaults={
            "email": email,
            "first_name": label,
            "last_name": "(exemple)",
            "password": make_password(None),
            "is_sample": True,
            "created_at": now,
        },
    )
    if made:
        EmailAddress.objects.create(user_id=account.pk, email=email, verified=True, primary=True)
