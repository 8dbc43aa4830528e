"""`/instruction/appels/<slug>/avis/`: publish dated news of a call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm, CountedTextarea
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.calls.commands.publish_notice import publish_notice
from deffinum.rooms.calls.web.staff.runnable_call import act, runnable_call

LONGEST_BODY = 5000


class PublishNoticeForm(AccessibleForm):
    """Title and text, French first."""

    title_fr = forms.CharField(label=gettext_lazy("Titre en français"), max_length=200)
    body_fr = forms.CharField(
        label=gettext_lazy("Texte en français"), widget=CountedTextarea(LONGEST_BODY), max_length=LONGEST_BODY
    )
    title_en = forms.CharField(label=gettext_lazy("Titre en anglais"), max_length=200, required=False)
    body_en = forms.CharField(
        label=gettext_lazy("Texte en anglais"),
        widget=CountedTextarea(LONGEST_BODY),
        max_length=LONGEST_BODY,
        required=False,
        help_text=gettext_lazy("Laissé vide, le texte français est montré aux lecteurs anglophones."),
    )


@login_required
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the notice, publish it at once."""
    call, actor, now = runnable_call(request, slug), actor_of(request), now_of(request)

    def publish(form: Any) -> None:
        words = form.cleaned_data
        publish_notice(
            call_id=call.pk,
            title={"fr": words["title_fr"], "en": words["title_en"]},
            body={"fr": words["body_fr"], "en": words["body_en"]},
            by=actor,
            now=now,
        )

    return act(
        request,
        call,
        PublishNoticeForm(request.POST or None),
        title=_("Publier un avis"),
        intro=_("Un changement de calendrier, une précision : l’avis paraît tout de suite, daté, et ne s’efface pas."),
        button=_("Publier l’avis"),
        done=_("L’avis est publié."),
        command=publish,
    )
