"""Erasure: the person goes, the pseudonym stays, decisions stay provable."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.lifecycle.models import Transition
from deffinum.foundation.policies import Refused
from deffinum.foundation.values import Text
from deffinum.rooms.people.commands.answer_invitation import accept_invitation
from deffinum.rooms.people.commands.erase_account import LastAdministratorStays, erase_account
from deffinum.rooms.people.commands.invite_to_organisation import invite_to_organisation
from deffinum.rooms.people.commands.notify import notify
from deffinum.rooms.people.commands.request_mandate import request_mandate
from deffinum.rooms.people.models import Account, Invitation, Mandate, MandateRequest, Notification
from deffinum.rooms.people.queries.accounts import account_summary
from deffinum.rooms.people.queries.my_data import my_data
from deffinum.rooms.people.queries.topics import MANDATE
from deffinum.rooms.people.words import MandateKind, Role
from tests.factories.people import NOW, OrganisationFactory, actor, holder, person, representative

pytestmark = pytest.mark.django_db
EMAIL = "sacha@exemple.invalid"


def test_what_identifies_goes_and_the_pseudonym_stays() -> None:
    organisation = OrganisationFactory()
    boss, sacha = representative(organisation), person(email=EMAIL, first_name="Sacha", last_name="Unique")
    assert sacha.account_id
    EmailAddress.objects.create(user_id=sacha.account_id, email=EMAIL, verified=True, primary=True)
    invite_to_organisation(organisation_id=organisation.pk, email=EMAIL, kind=MandateKind.CONTRIBUTOR, by=boss, now=NOW)
    accept_invitation(secret_digest=Invitation.objects.get().secret_hash, by=sacha, now=NOW)
    notify(
        account_ids=[sacha.account_id], topic=MANDATE, title=Text("Bonjour Sacha"), body=Text(""), address="",
        dedupe_key="exemple", now=NOW,
    )  # fmt: skip
    erase_account(account_id=sacha.account_id, by=sacha, now=NOW)
    account = Account.objects.get(pk=sacha.account_id)
    assert (account.first_name, account.last_name, account.is_active, account.erased_at) == ("", "", False, NOW)
    assert not account.has_usable_password()
    for rows in (Account, Invitation, EmailAddress, AuditEntry):
        assert "sacha@" not in str(list(rows.objects.values())), rows
        assert "Unique" not in str(list(rows.objects.values())), rows
    assert not Notification.objects.filter(account=account).exists()
    assert not Mandate.objects.in_force(date(2022, 5, 2)).filter(account=account).exists()
    assert account_summary(account.pk).name == f"Compte effacé {str(account.pk)[:8]}"
    assert account_summary(account.pk).email == ""
    # Who accepted is still provable, under the pseudonym.
    assert Transition.objects.get(move="accept").actor_id == account.pk
    assert AuditEntry.objects.filter(actor_id=account.pk, command="people.accept_invitation").exists()
    call_command("verify_audit")


def test_an_open_invitation_to_the_person_is_closed_and_forgets_the_address() -> None:
    organisation = OrganisationFactory()
    boss, sacha = representative(organisation), person(email=EMAIL)
    invite_to_organisation(organisation_id=organisation.pk, email=EMAIL, kind=MandateKind.CONTRIBUTOR, by=boss, now=NOW)
    assert sacha.account_id
    erase_account(account_id=sacha.account_id, by=sacha, now=NOW)
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.email.endswith("@efface.invalid")) == ("declined", True)


def test_a_request_that_waits_goes_with_the_person() -> None:
    organisation, sacha = OrganisationFactory(), person(email=EMAIL)
    request_mandate(organisation_id=organisation.pk, by=sacha, now=NOW)
    erase_account(account_id=sacha.account_id, by=sacha, now=NOW)
    assert not MandateRequest.objects.exists()


def test_erasing_twice_changes_nothing_and_the_address_is_free_again() -> None:
    sacha = person(email=EMAIL)
    assert sacha.account_id
    erase_account(account_id=sacha.account_id, by=sacha, now=NOW)
    before = Account.objects.values().get(pk=sacha.account_id)
    erase_account(account_id=sacha.account_id, by=sacha, now=NOW)
    assert Account.objects.values().get(pk=sacha.account_id) == before
    assert person(email=EMAIL).account_id != sacha.account_id


def test_only_oneself_or_an_administrator_erases() -> None:
    sacha = person()
    assert sacha.account_id
    with pytest.raises(Refused):
        erase_account(account_id=sacha.account_id, by=holder(Role.OFFICER), now=NOW)
    erase_account(account_id=sacha.account_id, by=holder(Role.ADMINISTRATOR), now=NOW)
    assert not Account.objects.get(pk=sacha.account_id).is_active


def test_the_last_administrator_names_another_first() -> None:
    by = holder(Role.ADMINISTRATOR)
    assert by.account_id
    with pytest.raises(LastAdministratorStays):
        erase_account(account_id=by.account_id, by=by, now=NOW)
    holder(Role.ADMINISTRATOR)
    erase_account(account_id=by.account_id, by=by, now=NOW)


def test_the_export_holds_what_the_platform_knows() -> None:
    organisation = OrganisationFactory(name="Organisme d’exemple exporté")
    by = representative(organisation, email=EMAIL)
    assert by.account_id
    found = my_data(by.account_id)
    assert found["account"]["email"] == EMAIL
    assert found["mandates"][0]["organisation__name"] == "Organisme d’exemple exporté"
    assert "password" not in str(found) and "secret" not in str(found)
    assert actor(Account.objects.get(pk=by.account_id)) == by
