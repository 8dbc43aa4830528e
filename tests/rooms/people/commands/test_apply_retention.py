"""What is no longer kept goes, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Text
from deffinum.rooms.people.commands.apply_retention import ACCOUNT_LIFE, TOKEN_MEMORY, YEAR, Forgotten, apply_retention
from deffinum.rooms.people.commands.invite_to_organisation import invite_to_organisation
from deffinum.rooms.people.commands.notify import notify
from deffinum.rooms.people.commands.organisation_tokens import make_token, revoke_token
from deffinum.rooms.people.jobs import forget_old_data
from deffinum.rooms.people.models import Account, Invitation, OrganisationToken
from deffinum.rooms.people.queries.topics import MANDATE
from deffinum.rooms.people.words import Role
from tests.factories.people import NOW, AccountFactory, OrganisationFactory, RoleFactory, representative

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_accounts_asleep_for_three_years_are_erased_but_for_those_who_hold_a_role() -> None:
    asleep = AccountFactory(last_login=NOW)
    used = AccountFactory(last_login=NOW + DAY)
    never = AccountFactory(created_at=NOW)
    sample = AccountFactory(last_login=NOW, is_sample=True)
    officer = RoleFactory(role=Role.OFFICER, account=AccountFactory(last_login=NOW)).account
    assert apply_retention(by=PLATFORM, now=NOW + ACCOUNT_LIFE + DAY / 2).accounts == 2
    erased = set(Account.objects.filter(erased_at__isnull=False))
    assert erased == {asleep, never}
    assert not {used, sample, officer} & erased
    assert apply_retention(by=PLATFORM, now=NOW + ACCOUNT_LIFE + DAY / 2).accounts == 0


def test_notifications_and_addresses_of_invitations_go_after_a_year() -> None:
    organisation = OrganisationFactory()
    by = representative(organisation)
    notify(
        account_ids=[by.account_id] if by.account_id else [],
        topic=MANDATE,
        title=Text("Exemple"),
        body=Text(""),
        address="",
        dedupe_key="exemple",
        now=NOW,
    )
    invite_to_organisation(
        organisation_id=organisation.pk, email="sacha@exemple.invalid", kind="contributor", by=by, now=NOW
    )
    assert apply_retention(by=PLATFORM, now=NOW + YEAR) == Forgotten(0, 0, 0, 0, 0)
    later = NOW + YEAR + timedelta(days=15)
    assert apply_retention(by=PLATFORM, now=later) == Forgotten(1, 1, 0, 0, 0)
    assert "sacha" not in Invitation.objects.get().email
    assert apply_retention(by=PLATFORM, now=later) == Forgotten(0, 0, 0, 0, 0)


def test_tokens_go_three_years_after_their_end() -> None:
    organisation = OrganisationFactory()
    by = representative(organisation)

    def token(label: str, *, days: int, revoked_after: int | None = None) -> None:
        made = make_token(
            organisation_id=organisation.pk, label=label, expires_on=day_of(NOW) + days * DAY, by=by, now=NOW
        )
        if revoked_after is not None:
            revoke_token(token_id=made.id, by=by, now=NOW + revoked_after * DAY)

    token("expired", days=10)
    token("expired, then revoked", days=10, revoked_after=200)
    token("revoked", days=300, revoked_after=10)
    token("expired a day later", days=11)
    token("revoked later", days=300, revoked_after=12)
    assert apply_retention(by=PLATFORM, now=NOW + TOKEN_MEMORY + 10 * DAY).tokens == 0, "not a day too early"
    assert apply_retention(by=PLATFORM, now=NOW + TOKEN_MEMORY + 11 * DAY).tokens == 3
    assert set(OrganisationToken.objects.values_list("label", flat=True)) == {"expired a day later", "revoked later"}
    assert apply_retention(by=PLATFORM, now=NOW + TOKEN_MEMORY + 11 * DAY).tokens == 0


def test_the_night_job_runs_on_the_clock_of_the_database() -> None:
    AccountFactory(last_login=NOW - ACCOUNT_LIFE)
    forget_old_data(timestamp=0)
    assert Account.objects.get().erased_at is not None
