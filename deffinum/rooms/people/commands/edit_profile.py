"""Change one's own name, language and time zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.models import Account
from deffinum.rooms.people.policies import may_use_own_account, own_account_id


class WrongProfile(DomainError):
    """An unknown language or time zone."""

    status = 422


@command("people.edit_profile", personal=("first_name", "last_name"))
def edit_profile(*, first_name: str, last_name: str, language: str, zone: str, by: Actor, now: datetime) -> None:
    """Replace the profile. `zone` is an IANA name. Raises Refused, WrongProfile."""
    may_use_own_account(by, now=now).require()
    if language not in dict(settings.LANGUAGES):
        raise WrongProfile(_("Choisissez la langue dans la liste."), field="language")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise WrongProfile(_("Choisissez le fuseau horaire dans la liste."), field="zone") from None
    Account.objects.filter(pk=own_account_id(by)).update(
        first_name=" ".join(first_name.split()), last_name=" ".join(last_name.split()), language=language, zone=zone
    )
