"""How a page of this room finds its organisation, and says no."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.shapes import Crumb
from deffinum.foundation.policies import Verdict
from deffinum.rooms.people.public import Organisation, OrganisationSummary, organisation_summary

MY_SPACE = "/mon-espace/"


def require(verdict: Verdict) -> None:
    """Answer 403 with the reason when the verdict is negative."""
    if not verdict:
        raise PermissionDenied(str(verdict.reason))


def organisation_or_404(organisation_id: UUID) -> OrganisationSummary:
    """The organisation of the address."""
    try:
        return organisation_summary(organisation_id)
    except Organisation.DoesNotExist:
        raise Http404 from None


def under_records(organisation: OrganisationSummary, *labels: str | Crumb) -> list[Crumb]:
    """Mes organisations › the organisation › Traces d’apprentissage › …; without labels, that page."""
    records = _("Traces d’apprentissage")
    crumbs = [
        Crumb(_("Mes organisations"), reverse("people:my_organisations")),
        Crumb(organisation.name, reverse("people:organisation_page", args=[organisation.id])),
        Crumb(records, reverse("records:record_keys", args=[organisation.id]) if labels else ""),
    ]
    return [*crumbs, *(each if isinstance(each, Crumb) else Crumb(each) for each in labels)]


def own_crumbs(*labels: str | Crumb) -> list[Crumb]:
    """Mon espace › …: for a learner, who does not see the organisation's pages."""
    home = Crumb(_("Mon espace"), MY_SPACE)
    return [home, *(each if isinstance(each, Crumb) else Crumb(each) for each in labels)]
