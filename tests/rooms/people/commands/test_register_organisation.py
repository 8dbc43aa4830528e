"""Registering an organisation: the SIRET's key, duplicates, and the first representative."""

from __future__ import annotations

from datetime import date

import pytest

from deffinum.foundation.policies import PLATFORM, VISITOR, Refused
from deffinum.rooms.people.commands.edit_organisation import edit_organisation
from deffinum.rooms.people.commands.register_organisation import register_organisation
from deffinum.rooms.people.models import Account, Mandate, Organisation
from deffinum.rooms.people.queries.organisation_checks import (
    OrganisationKnown,
    WrongActivityNumber,
    WrongOrganisationField,
    WrongSiret,
)
from deffinum.rooms.people.words import MandateKind
from tests.factories.people import NOW, AccountFactory, actor, contributor, person, representative, siret_of

pytestmark = pytest.mark.django_db
LA_POSTE_ESTABLISHMENT = "35600000000048"
"""Passes Luhn like any other; the next one passes only La Poste's rule (sum of digits multiple of five)."""
LA_POSTE_EXCEPTION = "35600000000001"


def register(**fields: object) -> Organisation:
    given = {"name": "Organisme d’exemple", "siret": siret_of(1), "kind": "training", "by": person(), "now": NOW}
    return Organisation.objects.get(pk=register_organisation(**(given | fields)))  # type: ignore[arg-type]


def test_the_person_who_registers_becomes_its_first_representative() -> None:
    by = person()
    organisation = register(by=by, siret=siret_of(1))
    mandate = Mandate.objects.get(organisation=organisation)
    assert (mandate.account_id, mandate.kind, mandate.starts_on) == (
        by.account_id,
        MandateKind.REPRESENTATIVE,
        date(2022, 5, 2),
    )
    assert actor(Account.objects.get(pk=by.account_id)).has(MandateKind.REPRESENTATIVE, organisation.pk)


def test_the_platform_registers_without_a_mandate() -> None:
    organisation = register(by=PLATFORM)
    assert not Mandate.objects.filter(organisation=organisation).exists()


def test_a_siret_is_kept_as_fourteen_digits_however_it_was_typed() -> None:
    digits = siret_of(1)
    spaced = f"{digits[:3]} {digits[3:6]}\u00a0{digits[6:9]}\u202f{digits[9:]}"
    assert register(siret=spaced).siret == digits


@pytest.mark.parametrize("siret", [LA_POSTE_ESTABLISHMENT, LA_POSTE_EXCEPTION])
def test_the_exception_of_la_poste_is_accepted(siret: str) -> None:
    assert sum(map(int, siret)) % 5 == 0 or siret == LA_POSTE_ESTABLISHMENT
    assert register(siret=siret).siret == siret


@pytest.mark.parametrize(
    "siret", ["", "12345678200011", "1234567820001", "123456782000100", "ABCDEFGHIJKLMN", "35600000000002"]
)
def test_a_wrong_siret_is_refused_beside_its_field(siret: str) -> None:
    with pytest.raises(WrongSiret) as refusal:
        register(siret=siret)
    assert refusal.value.field == "siret"
    assert "quatorze chiffres" in str(refusal.value)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"), [("", ""), ("27210123421", "27210123421"), ("27 21 01234 21", "27210123421")]
)
def test_an_activity_number_has_eleven_digits_or_is_empty(typed: str, kept: str) -> None:
    assert register(activity_number=typed).activity_number == kept


@pytest.mark.parametrize("number", ["2721012342", "272101234210", "2721012342A"])
def test_a_wrong_activity_number_is_refused(number: str) -> None:
    with pytest.raises(WrongActivityNumber) as refusal:
        register(activity_number=number)
    assert refusal.value.field == "activity_number"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("kind", "guild"),
        ("region_code", "99"),
        ("postcode", "2100"),
        ("commune_code", "2A0"),
        ("created_on", date(2022, 5, 3)),
    ],
)
def test_what_does_not_exist_is_refused_beside_its_field(field: str, value: object) -> None:
    with pytest.raises(WrongOrganisationField) as refusal:
        register(**{field: value})
    assert refusal.value.field == field


def test_a_second_registration_says_whom_to_ask_and_creates_nothing() -> None:
    register(by=person(first_name="Dominique", last_name="Exemple"))
    with pytest.raises(OrganisationKnown) as refusal:
        register(name="Autre nom")
    assert "Dominique Exemple" in str(refusal.value)
    assert "@" not in str(refusal.value)
    assert Organisation.objects.count() == 1


def test_a_second_registration_of_an_organisation_without_representative_says_how_to_ask() -> None:
    register(by=PLATFORM)
    with pytest.raises(OrganisationKnown, match="mon espace"):
        register()


def test_a_visitor_registers_nothing() -> None:
    with pytest.raises(Refused):
        register(by=VISITOR)


def test_a_representative_corrects_the_organisation_and_a_contributor_does_not() -> None:
    organisation = register()
    fields = {"name": "Nouveau nom", "siret": siret_of(1), "kind": "school", "region_code": "93", "now": NOW}
    with pytest.raises(Refused):
        edit_organisation(organisation_id=organisation.pk, by=contributor(organisation), **fields)  # type: ignore[arg-type]
    edit_organisation(organisation_id=organisation.pk, by=representative(organisation), **fields)  # type: ignore[arg-type]
    organisation.refresh_from_db()
    assert (organisation.name, organisation.kind, organisation.region_code) == ("Nouveau nom", "school", "93")


def test_correcting_cannot_take_the_siret_of_another() -> None:
    register(siret=siret_of(2), by=actor(AccountFactory()))
    organisation = register()
    with pytest.raises(OrganisationKnown):
        edit_organisation(
            organisation_id=organisation.pk, name="X", siret=siret_of(2), kind="training", by=PLATFORM, now=NOW
        )
