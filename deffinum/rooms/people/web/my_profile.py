"""My account: name, language, time zone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from deffinum.design.formats import zone_text
from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.rooms.people.commands.edit_profile import edit_profile
from deffinum.rooms.people.models import Account
from deffinum.rooms.people.policies import own_account_id
from deffinum.rooms.people.web.crumbs import under_my_space

ZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "Indian/Reunion",
    "Indian/Mayotte",
    "America/Miquelon",
    "Pacific/Noumea",
    "Pacific/Tahiti",
)


class ProfileForm(AccessibleForm):
    """How others read my name, and how dates are shown to me."""

    autocomplete = {"first_name": "given-name", "last_name": "family-name"}

    first_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=100, required=False)
    last_name = forms.CharField(label=gettext_lazy("Nom de famille"), max_length=100, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Langue"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(
        label=gettext_lazy("Fuseau horaire"), help_text=gettext_lazy("Les dates limites vous sont aussi dites ainsi.")
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ZONES if zone in ZONES else (*ZONES, zone)
        self.fields["zone"].choices = [(each, zone_text(each).capitalize()) for each in known]  # type: ignore[attr-defined]


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The profile, in the account's own pages."""
    actor, now = actor_of(request), now_of(request)
    account = Account.objects.get(pk=own_account_id(actor))
    initial = {name: getattr(account, name) for name in ("first_name", "last_name", "language", "zone")}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial, zone=account.zone)
    if request.method == "POST" and form.is_valid():
        try:
            edit_profile(**form.cleaned_data, by=actor, now=now)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            language = form.cleaned_data["language"]
            with override(language):
                messages.success(request, _("Votre profil est à jour."))
            response = redirect("people:my_profile")
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
            return response
    context = {"form": form, "email": account.email, "crumbs": under_my_space(_("Mon compte"))}
    return render(request, "people/my_profile.html", context)
