"""Administrators give roles, with dates, and end them."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm, DateField
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.errors import DomainError
from deffinum.rooms.people.commands.manage_roles import end_role, grant_role
from deffinum.rooms.people.models import RoleGrantRow
from deffinum.rooms.people.policies import may_manage_roles
from deffinum.rooms.people.queries.role_register import role_register, scope_choices
from deffinum.rooms.people.web.crumbs import under_my_space
from deffinum.rooms.people.web.refusals import require
from deffinum.rooms.people.words import Role


class RoleForm(AccessibleForm):
    """To whom, which role, on what, between which dates."""

    autocomplete = {"email": "off"}

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique de la personne"),
        help_text=gettext_lazy("Celle de son compte : demandez-lui de le créer s’il n’existe pas."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Rôle"), choices=Role.choices)
    scope = forms.ChoiceField(label=gettext_lazy("Portée"), required=False)
    starts_on = DateField(label=gettext_lazy("Premier jour"))
    ends_on = DateField(
        label=gettext_lazy("Dernier jour"), required=False, help_text=gettext_lazy("Vide : sans fin prévue.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Toute la plateforme"))]
        choices += [(f"{each.scope}:{each.scope_id}", each.label) for each in scope_choices()]
        self.fields["scope"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the command takes."""
        scope, _colon, identifier = self.cleaned_data["scope"].partition(":")
        return self.cleaned_data | {"scope": scope, "scope_id": uuid.UUID(identifier) if identifier else None}


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The register, and the form that gives a role."""
    actor, now = actor_of(request), now_of(request)
    require(may_manage_roles(actor, now=now))
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"starts_on": day_of(now)})
    if request.method == "POST" and form.is_valid():
        try:
            grant_role(**form.values(), by=actor, now=now)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Le rôle est donné et la personne est prévenue."))
            return redirect("people:roles")
    context = {
        "form": form,
        "lines": role_register(actor, day=day_of(now)),
        "crumbs": under_my_space(_("Rôles")),
    }
    return render(request, "people/roles.html", context)


@login_required
def end(request: HttpRequest, role_id: uuid.UUID) -> HttpResponse:
    """GET asks, POST ends."""
    actor, now = actor_of(request), now_of(request)
    require(may_manage_roles(actor, now=now))
    row = get_object_or_404(RoleGrantRow.objects.select_related("account"), pk=role_id)
    if request.method == "POST":
        try:
            end_role(role_id=role_id, by=actor, now=now)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Le rôle a pris fin."))
        return redirect("people:roles")
    return render(request, "people/end_role.html", {"row": row, "crumbs": under_my_space(_("Terminer un rôle"))})
