"""Erase a person's data; what they decided stays provable under a pseudonym."""

from __future__ import annotations

import uuid
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils.translation import gettext as _

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.events import publish
from deffinum.foundation.policies import Actor, refused
from deffinum.rooms.people.events import AccountErased, MandateEnded
from deffinum.rooms.people.lifecycle import INVITATION
from deffinum.rooms.people.models import (
    Account,
    Invitation,
    Mandate,
    MandateRequest,
    Notification,
    NotificationPreference,
    OrganisationProposal,
    RoleGrantRow,
)
from deffinum.rooms.people.policies import is_administrator
from deffinum.rooms.people.queries.administrators import locked_administrators
from deffinum.rooms.people.words import InvitationState, MandateRequestState

ERASED_DOMAIN = "efface.invalid"


class LastAdministratorStays(DomainError):
    """The platform keeps at least one administrator."""


@command("people.erase_account")
def erase_account(*, account_id: uuid.UUID, by: Actor, now: datetime) -> None:
    """Blank the name and the addresses, end mandates and roles, close every session, forget notifications.

    By the person, or by an administrator. The identifier stays as a pseudonym in the log and on decisions. Raises
    Refused, LastAdministratorStays. Erasing twice changes nothing.
    """
    if by.account_id != account_id and not is_administrator(by):
        refused(_("Vous ne pouvez effacer que votre propre compte.")).require()
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    if account.erased_at is not None:
        return
    _keep_an_administrator(account, now=now)
    _end_rights(account, by=by, now=now)
    _forget_addresses(account, by=by, now=now)
    Notification.objects.filter(account=account).delete()
    NotificationPreference.objects.filter(account=account).delete()
    OrganisationProposal.objects.filter(account=account).delete()
    MandateRequest.objects.filter(account=account, state=MandateRequestState.SENT).delete()
    # A new unusable password changes the sessions' signature: every open session is closed at its next request.
    account.set_unusable_password()
    Account.objects.filter(pk=account.pk).update(
        email=f"{account.pk}@{ERASED_DOMAIN}",
        first_name="",
        last_name="",
        password=account.password,
        is_active=False,
        erased_at=now,
        last_login=None,
    )
    publish(AccountErased(account.pk))


def _keep_an_administrator(account: Account, *, now: datetime) -> None:
    if set(locked_administrators(day_of(now)).values()) == {account.pk}:
        raise LastAdministratorStays(
            _("Vous êtes le dernier administrateur : nommez-en un autre avant d’effacer votre compte.")
        )


def _end_rights(account: Account, *, by: Actor, now: datetime) -> None:
    day = day_of(now)
    for mandate in Mandate.objects.select_for_update(no_key=True).filter(account=account, ended_on__isnull=True):
        Mandate.objects.filter(pk=mandate.pk).update(ended_on=day, ended_by_id=by.account_id or account.pk)
        publish(MandateEnded(mandate.pk, account.pk, mandate.organisation_id))
    RoleGrantRow.objects.filter(account=account, ended_on__isnull=True).update(
        ended_on=day, ended_by_id=by.account_id or account.pk
    )


def _forget_addresses(account: Account, *, by: Actor, now: datetime) -> None:
    received = Invitation.objects.filter(email__iexact=account.email)
    for invitation in received.filter(state=InvitationState.SENT):
        INVITATION.move(invitation, "decline", by=by, now=now, reason="account erased")
        Invitation.objects.filter(pk=invitation.pk).update(answered_by=account, answered_at=now)
    received.update(email=f"{account.pk}@{ERASED_DOMAIN}")
    EmailAddress.objects.filter(user_id=account.pk).delete()
    SocialAccount.objects.filter(user_id=account.pk).delete()
    Authenticator.objects.filter(user_id=account.pk).delete()
