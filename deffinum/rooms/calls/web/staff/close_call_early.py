"""`/instruction/appels/<slug>/cloture/`: stop taking applications before the calendar's end."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm, CountedTextarea
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.calls.commands.close_call_early import close_call_early
from deffinum.rooms.calls.web.staff.runnable_call import act, runnable_call


class CloseCallEarlyForm(AccessibleForm):
    """The reason becomes a public notice."""

    reason = forms.CharField(
        label=gettext_lazy("Motif, publié tel quel"),
        help_text=gettext_lazy("Par exemple : l’enveloppe est consommée."),
        widget=CountedTextarea(1500),
        max_length=1500,
        error_messages={"required": gettext_lazy("Indiquez le motif : il est publié.")},
    )


@login_required
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the reason, then close at once."""
    call, actor, now = runnable_call(request, slug), actor_of(request), now_of(request)
    return act(
        request,
        call,
        CloseCallEarlyForm(request.POST or None),
        title=_("Clore l’appel avant terme"),
        intro=_(
            "L’appel n’acceptera plus aucun dépôt, tout de suite. Les brouillons sont conservés et restent lisibles. "
            "On ne revient pas en arrière."
        ),
        button=_("Clore l’appel"),
        done=_("L’appel est clos. Le motif est publié comme avis."),
        command=lambda form: close_call_early(
            call_id=call.pk,
            reason=form.cleaned_data["reason"],
            by=actor,
            now=now,
        ),
        kind="danger",
    )
