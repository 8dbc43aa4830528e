"""What every change of a part begins and ends with: lock, ask the policy; take back a validation, add up again."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.lifecycle import PARTNER
from deffinum.rooms.calls.models import Application, BudgetLine, FundingLine, Partner
from deffinum.rooms.calls.policies import may_edit_part
from deffinum.rooms.calls.words import ACTIVE_PARTNER_STATES, FundingKind, PartKind, PartnerState


class ApplicationUnknown(DomainError):
    """No such application, or not one that this person may know of."""

    status: ClassVar[int] = 404


def locked_application(application_id: uuid.UUID) -> Application:
    """Lock the application's row until the end of the transaction: changes of one file happen one after the other.

    Raises ApplicationUnknown.
    """
    found = (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("call", "call_version__form_version", "wave")
        .filter(pk=application_id)
        .first()
    )
    if found is None:
        raise ApplicationUnknown(_("Cette candidature n’existe pas ou n’existe plus. Rien n’a été changé."))
    return found


def partner_of(application: Application, partner_id: uuid.UUID) -> Partner:
    """A member of this application, in whatever state. Raises ApplicationUnknown."""
    found = Partner.objects.select_related("organisation").filter(application=application, pk=partner_id).first()
    if found is None:
        raise ApplicationUnknown(_("Ce membre ne fait pas partie du groupement. Rien n’a été changé."))
    found.application = application
    return found


def opened_part(
    *,
    application_id: uuid.UUID,
    partner_id: uuid.UUID | None,
    kind: PartKind,
    key: str = "",
    by: Actor,
    now: datetime,
) -> tuple[Application, Partner | None]:
    """Lock the application and check that this part may be written now. Raises ApplicationUnknown or Refused."""
    application = locked_application(application_id)
    partner = partner_of(application, partner_id) if partner_id else None
    may_edit_part(by, application, partner, now=now, kind=kind, key=key).require()
    return application, partner


def opened_member_part(
    *, application_id: uuid.UUID, partner_id: uuid.UUID, kind: PartKind, key: str = "", by: Actor, now: datetime
) -> tuple[Application, Partner]:
    """The same, for what is always a member's own: the budget and the financing plan."""
    application = locked_application(application_id)
    partner = partner_of(application, partner_id)
    may_edit_part(by, application, partner, now=now, kind=kind, key=key).require()
    return application, partner


def take_back_sign_off(partner: Partner | None, *, by: Actor, now: datetime) -> bool:
    """A part that changes after its validation is open again; True when it was validated."""
    if partner is None or partner.state != PartnerState.SIGNED_OFF:
        return False
    PARTNER.move(partner, "reopen", by=by, now=now, evidence={"cause": "changed"})
    partner.signed_off_by, partner.signed_off_at = None, None
    partner.save(update_fields=["signed_off_by", "signed_off_at"])
    return True


def keep_totals(application: Application) -> None:
    """Bring `base_cents` and `aid_cents` in step with the lines of the active members, in this transaction."""
    members = Partner.objects.filter(application=application, state__in=ACTIVE_PARTNER_STATES)
    lines = BudgetLine.objects.filter(partner__in=members).aggregate(cents=Sum("amount_cents"))
    aid = FundingLine.objects.filter(partner__in=members, kind=FundingKind.AID).aggregate(cents=Sum("amount_cents"))
    application.base_cents, application.aid_cents = lines["cents"] or 0, aid["cents"] or 0
    application.save(update_fields=["base_cents", "aid_cents"])
