"""My account: erase it, after a page that says what goes and what stays."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.rooms.people.commands.erase_account import erase_account
from deffinum.rooms.people.policies import own_account_id
from deffinum.rooms.people.web.crumbs import under_my_space


class ErasureForm(AccessibleForm):
    """Nobody erases an account by a slip of the hand."""

    agreed = forms.BooleanField(
        label=gettext_lazy("J’ai compris que cet effacement est définitif."),
        error_messages={"required": gettext_lazy("Cochez la case pour confirmer l’effacement.")},
    )


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """GET explains, POST erases and signs out."""
    actor, now = actor_of(request), now_of(request)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_account(account_id=own_account_id(actor), by=actor, now=now)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            logout(request)
            messages.success(request, _("Votre compte est effacé et vous êtes déconnecté."))
            return redirect("/")
    context = {"form": form, "crumbs": under_my_space(_("Effacer mon compte"))}
    return render(request, "people/erase_account.html", context)
