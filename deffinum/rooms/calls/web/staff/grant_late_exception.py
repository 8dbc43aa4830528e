"""`/instruction/appels/<slug>/derogation/`: let one named application be deposited after the closing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.formats import zone_text
from deffinum.design.forms import AccessibleForm, CountedTextarea
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.calls.commands.grant_late_exception import grant_late_exception
from deffinum.rooms.calls.queries.staff_call import DraftLine, staff_call
from deffinum.rooms.calls.queries.wave_status import InvalidLocalTime, instant_of
from deffinum.rooms.calls.web.staff.runnable_call import act, runnable_call


class GrantLateExceptionForm(AccessibleForm):
    """Which draft, until when (in the call's zone), why. `cleaned_data["until"]` is an instant in UTC."""

    application = forms.ChoiceField(label=gettext_lazy("Dossier"))
    until = forms.CharField(
        label=gettext_lazy("Accepter le dépôt jusqu’au"),
        widget=forms.DateTimeInput({"type": "datetime-local"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        help_text=gettext_lazy("Il est conservé avec votre nom et montré aux agents de l’appel."),
        widget=CountedTextarea(1500),
        max_length=1500,
    )

    def __init__(self, drafts: tuple[DraftLine, ...], zone: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["application"].choices = [  # type: ignore[attr-defined]
            (str(each.id), f"{each.reference} · {each.title} · {each.lead}") for each in drafts
        ]
        self.fields["until"].help_text = _("Heure de l’appel : %(zone)s.") % {"zone": zone_text(zone)}

    def clean_until(self) -> Any:
        """A local time of the call's zone, as an instant."""
        try:
            return instant_of(self.cleaned_data["until"], self.zone, later=True)
        except InvalidLocalTime:
            raise forms.ValidationError(_("Cette heure n’existe pas. Choisissez un jour et une heure.")) from None


@login_required
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a draft, an instant and say why."""
    call, actor, now = runnable_call(request, slug), actor_of(request), now_of(request)
    drafts = staff_call(call.pk).open_drafts

    def grant(form: Any) -> None:
        words = form.cleaned_data
        grant_late_exception(
            application_id=words["application"], until=words["until"], reason=words["reason"], by=actor, now=now
        )

    return act(
        request,
        call,
        GrantLateExceptionForm(drafts, call.zone, request.POST or None),
        title=_("Accorder une dérogation nominative"),
        intro=_("Un seul dossier pourra être déposé après la clôture, jusqu’à l’instant que vous fixez."),
        button=_("Accorder la dérogation"),
        done=_("La dérogation est accordée et consignée."),
        command=grant,
        context={"nothing_to_do": not drafts},
    )
