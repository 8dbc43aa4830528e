"""`/appels/<slug>/questions/`: read the answers, ask a question. Authors are never shown."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm, CountedTextarea
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.rooms.calls.commands.ask_question import LONGEST, ask_question
from deffinum.rooms.calls.models import Call
from deffinum.rooms.calls.policies.call import may_ask_question
from deffinum.rooms.calls.queries.questions import my_questions, published_questions
from deffinum.rooms.calls.web.readable_call import crumbs_of, readable_call


class AskQuestionForm(AccessibleForm):
    """One question at a time."""

    text = forms.CharField(
        label=gettext_lazy("Votre question"),
        help_text=gettext_lazy("Elle sera publiée sans votre nom : n’écrivez rien qui permette de vous reconnaître."),
        widget=CountedTextarea(LONGEST),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Écrivez votre question.")},
    )


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Read and, signed in, ask."""
    call, actor, now = readable_call(request, slug), actor_of(request), now_of(request)
    verdict = may_ask_question(actor, Call(pk=call.card.id, state=call.card.state), now=now)
    form = AskQuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_question(call_id=call.card.id, text=form.cleaned_data["text"], by=actor, now=now)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Votre question est envoyée. La réponse sera publiée ici."))
            return redirect("calls:questions", slug)
    return render(
        request,
        "calls/questions.html",
        {
            "crumbs": crumbs_of(call, here=_("Questions et réponses")),
            "call": call,
            "form": form,
            "may_ask": verdict,
            "questions": published_questions(call.card.id),
            "mine": my_questions(actor, call_id=call.card.id),
        },
        status=422 if form.is_bound and form.errors else 200,
    )
