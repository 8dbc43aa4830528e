"""Everything that the platform holds about a person, for them to read and take away."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from deffinum.rooms.people.models import (
    Account,
    Invitation,
    Mandate,
    MandateRequest,
    Notification,
    NotificationPreference,
    OrganisationProposal,
    OrganisationToken,
    RoleGrantRow,
)

Section = Callable[[uuid.UUID], Iterable[dict[str, Any]]]
"""What a room holds about an account, as plain values (text, numbers, dates, lists). A room that may hold much gives
an iterator: nothing is read before it is written out, and never all at once.
"""

_SECTIONS: dict[str, Section] = {}


def register_data_section(key: str, section: Section) -> None:
    """An upper room adds what it holds about a person: `register_data_section("calls.answers", …)`."""
    _SECTIONS[key] = section


def my_data(account_id: uuid.UUID) -> dict[str, Any]:
    """One entry a subject: plain values, lists of them, or an iterator to be read once. Raises Account.DoesNotExist."""
    account = Account.objects.get(pk=account_id)
    found: dict[str, Any] = {
        "account": _plain(account, "id email first_name last_name language zone created_at last_login"),
        "sign_in": _sign_in(account_id),
        "mandates": _rows(
            Mandate.objects.filter(account=account), "organisation__name kind starts_on ends_on ended_on"
        ),
        "roles": _rows(RoleGrantRow.objects.filter(account=account), "role scope scope_id starts_on ends_on ended_on"),
        "invitations_received": _rows(
            Invitation.objects.filter(email__iexact=account.email), "organisation__name kind state invited_at"
        ),
        "invitations_sent": _rows(
            Invitation.objects.filter(invited_by=account), "organisation__name email kind state invited_at"
        ),
        "mandate_requests": _rows(
            MandateRequest.objects.filter(account=account), "organisation__name kind state asked_at answered_at"
        ),
        "proposals": _rows(OrganisationProposal.objects.filter(account=account), "siret proposed_at dismissed_at"),
        "notifications": _rows(
            Notification.objects.filter(account=account), "topic title body address sent_at read_at mailed_at"
        ),
        "notification_preferences": _rows(
            NotificationPreference.objects.filter(account=account), "topic channel wanted"
        ),
        "tokens_made": _rows(
            OrganisationToken.objects.filter(made_by=account), "organisation__name label made_at expires_on revoked_at"
        ),
    }
    return found | {key: section(account_id) for key, section in sorted(_SECTIONS.items())}


def _sign_in(account_id: uuid.UUID) -> dict[str, Any]:
    return {
        "addresses": _rows(EmailAddress.objects.filter(user_id=account_id), "email verified primary"),
        "second_factors": _rows(Authenticator.objects.filter(user_id=account_id), "type created_at last_used_at"),
        "identity_providers": _rows(
            SocialAccount.objects.filter(user_id=account_id), "provider uid extra_data date_joined last_login"
        ),
    }


def _plain(row: Any, names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names.split()}


def _rows(rows: Any, names: str) -> list[dict[str, Any]]:
    return list(rows.order_by("pk").values(*names.split()))
