"""`/organisations/<id>/appareils/`: the headsets of an organisation; revoke one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.policies import Verdict
from deffinum.rooms.people.public import Organisation
from deffinum.rooms.records.commands.pair_device import revoke_device
from deffinum.rooms.records.models import DeviceToken, Learner
from deffinum.rooms.records.policies import may_pair
from deffinum.rooms.records.queries.devices import devices_of_learner, devices_of_organisation
from deffinum.rooms.records.web.refusals import own_crumbs


def require(verdict: Verdict) -> None:
    """Answer 403 with the reason when the verdict is negative."""
    if not verdict:
        raise PermissionDenied(str(verdict.reason))


def crumbs_of(organisation: Organisation, *more: Crumb) -> list[Crumb]:
    """Home, the organisation, and on."""
    own = Crumb(organisation.name, reverse("people:organisation_page", args=[organisation.pk]))
    return [Crumb(_("Accueil"), "/"), own, *more]


@login_required
def page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Every device, and a way to pair one more."""
    actor, now = actor_of(request), now_of(request)
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    require(may_pair(actor, organisation.pk, None, now=now))
    return render(
        request,
        "records/devices.html",
        {
            "organisation": organisation,
            "devices": devices_of_organisation(organisation_id=organisation.pk, now=now),
            "crumbs": crumbs_of(organisation, Crumb(_("Casques et simulateurs"))),
        },
    )


@login_required
def mine(request: HttpRequest, learner_id: uuid.UUID) -> HttpResponse:
    """A learner's own devices, and a way to pair one more."""
    actor, now = actor_of(request), now_of(request)
    learner = get_object_or_404(Learner.objects.select_related("store__organisation"), pk=learner_id)
    organisation = learner.store.organisation
    require(may_pair(actor, organisation.pk, learner.account_id, now=now))
    context = {
        "learner": learner,
        "organisation": organisation,
        "devices": devices_of_learner(learner_id=learner_id, now=now),
        "crumbs": own_crumbs(_("Mes appareils")),
    }
    return render(request, "records/my_devices.html", context)


@login_required
def revoke(request: HttpRequest, device_id: uuid.UUID) -> HttpResponse:
    """GET asks, POST revokes."""
    actor, now = actor_of(request), now_of(request)
    device = get_object_or_404(DeviceToken.objects.select_related("store__organisation", "learner"), pk=device_id)
    organisation = device.store.organisation
    require(may_pair(actor, organisation.pk, device.learner.account_id, now=now))
    if actor.belongs_to(organisation.pk):
        back = reverse("records:devices", args=[organisation.pk])
        crumbs = crumbs_of(organisation, Crumb(_("Casques et simulateurs"), back), Crumb(_("Révoquer un appareil")))
    else:
        back = reverse("records:my_devices", args=[device.learner_id])
        crumbs = own_crumbs(Crumb(_("Mes appareils"), back), _("Révoquer un appareil"))
    if request.method == "POST":
        revoke_device(device_id=device_id, by=actor, now=now)
        messages.success(request, _("L’appareil est révoqué : il n’a plus accès. Ce qu’il a écrit est conservé."))
        return redirect(back)
    return render(request, "records/revoke_device.html", {"device": device, "back": back, "crumbs": crumbs})
