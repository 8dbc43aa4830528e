"""How a page of this room finds its organisation or its version, and says no."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.shapes import Crumb
from deffinum.foundation.policies import Verdict
from deffinum.rooms.commons.queries.resources import VersionPage, version_page
from deffinum.rooms.people.public import Organisation, OrganisationSummary, organisation_summary


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


def version_or_404(version_id: UUID) -> VersionPage:
    """The version of the address."""
    found = version_page(version_id=version_id)
    if found is None:
        raise Http404
    return found


def under_resources(organisation: OrganisationSummary, *labels: str | Crumb) -> list[Crumb]:
    """Mes organisations › the organisation › Ressources › …; without labels, that page."""
    listed = Crumb(_("Ressources"), reverse("commons:resources", args=[organisation.id]) if labels else "")
    crumbs = [
        Crumb(_("Mes organisations"), reverse("people:my_organisations")),
        Crumb(organisation.name, reverse("people:organisation_page", args=[organisation.id])),
        listed,
    ]
    return [*crumbs, *(each if isinstance(each, Crumb) else Crumb(each) for each in labels)]
