"""Who administers the whole platform now: it keeps at least one."""

from __future__ import annotations

import uuid
from datetime import date

from deffinum.rooms.people.models import RoleGrantRow
from deffinum.rooms.people.words import Role


def locked_administrators(day: date) -> dict[uuid.UUID, uuid.UUID]:
    """The account of each role of administrator in force on this day, by the role's identifier.

    Only active accounts, and only roles held everywhere: an administrator of one call does not administer the
    platform. The rows are held until the end of the transaction, so that the last two do not leave at once.
    """
    held = RoleGrantRow.objects.in_force(day).filter(
        role=Role.ADMINISTRATOR, scope_id__isnull=True, account__is_active=True
    )
    return dict(held.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", "account_id"))
