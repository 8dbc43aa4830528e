"""How many months an organisation keeps its statements, by purpose."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.rooms.records.commands.apply_retention import LONGEST, set_retention
from deffinum.rooms.records.policies import may_set_retention
from deffinum.rooms.records.queries.record_keys import store_of
from deffinum.rooms.records.queries.retention import retention_of
from deffinum.rooms.records.web.refusals import organisation_or_404, require, under_records
from deffinum.rooms.records.words import Purpose


class RetentionForm(AccessibleForm):
    """One number a purpose."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for purpose in Purpose:
            self.fields[purpose.value] = forms.IntegerField(
                label=_("%(purpose)s (en mois)") % {"purpose": purpose.label}, min_value=1, max_value=LONGEST
            )


@login_required
def page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """All the purposes at once: one that is refused changes none."""
    actor, now = actor_of(request), now_of(request)
    organisation = organisation_or_404(organisation_id)
    require(may_set_retention(actor, organisation_id, now=now))
    store_id, back = store_of(organisation_id=organisation_id), reverse("records:record_keys", args=[organisation_id])
    if store_id is None:
        messages.info(request, _("Créez d’abord une clé : l’entrepôt s’ouvre avec elle."))
        return redirect(back)
    known = {each.value: months for each, months in retention_of(store_id=store_id).items()}
    form = RetentionForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            months = {each: form.cleaned_data[each.value] for each in Purpose}
            set_retention(organisation_id=organisation_id, months=months, by=actor, now=now)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Les durées sont enregistrées : elles valent dès la nuit prochaine."))
            return redirect(back)
    crumbs = under_records(organisation, _("Durée de garde"))
    return render(request, "records/retention.html", {"form": form, "back": back, "crumbs": crumbs})
