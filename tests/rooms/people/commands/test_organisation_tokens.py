"""API tokens: shown once, stored as a digest, expired, revoked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.policies import Refused
from deffinum.rooms.people.commands.organisation_tokens import (
    NewToken,
    TokenOver,
    WrongToken,
    make_token,
    revoke_token,
)
from deffinum.rooms.people.models import Organisation, OrganisationToken
from deffinum.rooms.people.queries.actors import actor_of_token, token_of_secret
from deffinum.rooms.people.words import MandateKind
from tests.factories.people import NOW, OrganisationFactory, contributor, representative

pytestmark = pytest.mark.django_db
DAY = date(2022, 5, 2)


@pytest.fixture
def organisation() -> Organisation:
    made: Organisation = OrganisationFactory()
    return made


def make(organisation: Organisation, **given: Any) -> NewToken:
    values: dict[str, Any] = {"label": "Logiciel d’exemple", "expires_on": DAY + timedelta(90), "now": NOW}
    values |= {"by": given.pop("by", None) or representative(organisation)}
    return make_token(organisation_id=organisation.pk, **(values | given))


def test_a_token_acts_with_its_organisation_rights_until_its_last_day(organisation: Organisation) -> None:
    made = make(organisation)
    token = token_of_secret(made.secret, day=DAY + timedelta(90))
    assert token is not None
    actor = actor_of_token(token)
    assert (actor.kind, actor.organisation_ids) == ("token", frozenset({organisation.pk}))
    assert actor.has(MandateKind.REPRESENTATIVE, organisation.pk)
    assert token_of_secret(made.secret, day=DAY + timedelta(91)) is None


def test_the_secret_is_kept_nowhere(organisation: Organisation) -> None:
    made = make(organisation)
    row = OrganisationToken.objects.get(pk=made.id)
    assert made.secret.startswith("deffinum_")
    assert made.secret not in str(row.__dict__)
    assert made.secret not in str(list(AuditEntry.objects.values_list("arguments", flat=True)))
    assert token_of_secret(made.secret + "x", day=DAY) is None


def test_a_revoked_token_stops_at_once(organisation: Organisation) -> None:
    made = make(organisation)
    revoke_token(token_id=made.id, by=representative(organisation), now=NOW)
    assert token_of_secret(made.secret, day=DAY) is None
    with pytest.raises(TokenOver):
        revoke_token(token_id=made.id, by=representative(organisation), now=NOW)


@pytest.mark.parametrize("days", [-1, 367])
def test_a_token_lasts_a_year_at_most(organisation: Organisation, days: int) -> None:
    with pytest.raises(WrongToken) as refusal:
        make(organisation, expires_on=DAY + timedelta(days))
    assert refusal.value.field == "expires_on"


def test_a_token_has_a_name(organisation: Organisation) -> None:
    with pytest.raises(WrongToken) as refusal:
        make(organisation, label=" ")
    assert refusal.value.field == "label"


def test_neither_a_contributor_nor_a_token_opens_a_token(organisation: Organisation) -> None:
    with pytest.raises(Refused):
        make(organisation, by=contributor(organisation))
    token = OrganisationToken.objects.get(pk=make(organisation).id)
    with pytest.raises(Refused):
        make(organisation, by=actor_of_token(token))
