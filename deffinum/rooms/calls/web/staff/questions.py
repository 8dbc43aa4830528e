"""`/instruction/appels/<slug>/questions/`: answer, or set aside. Officers do not see who asked."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm, CountedTextarea
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.values import Text
from deffinum.rooms.calls.commands.answer_question import answer_question, set_question_aside
from deffinum.rooms.calls.models import Call
from deffinum.rooms.calls.queries.questions import WaitingQuestion, published_questions, waiting_questions
from deffinum.rooms.calls.web.staff.runnable_call import act, runnable_call, staff_crumbs

LONGEST_ANSWER = 5000


class AnswerQuestionForm(AccessibleForm):
    """The question as it will be read, and its answer."""

    public_text = forms.CharField(
        label=gettext_lazy("La question, telle qu’elle sera publiée"),
        help_text=gettext_lazy("Retirez ce qui permettrait de reconnaître son auteur."),
        widget=CountedTextarea(2000),
        max_length=2000,
    )
    answer_fr = forms.CharField(
        label=gettext_lazy("Réponse en français"), widget=CountedTextarea(LONGEST_ANSWER), max_length=LONGEST_ANSWER
    )
    answer_en = forms.CharField(
        label=gettext_lazy("Réponse en anglais"),
        widget=CountedTextarea(LONGEST_ANSWER),
        max_length=LONGEST_ANSWER,
        required=False,
    )


class SetAsideForm(AccessibleForm):
    """Why the question gets no public answer."""

    reason = forms.CharField(
        label=gettext_lazy("Motif, conservé et non publié"), widget=CountedTextarea(500), max_length=500
    )


@login_required
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits, then what is published."""
    call = runnable_call(request, slug)
    return render(
        request,
        "calls/staff/questions.html",
        {
            "crumbs": staff_crumbs(call, _("Questions")),
            "call": call,
            "call_title": Text.read(call.title),
            "waiting": waiting_questions(actor_of(request), call_id=call.pk),
            "published": published_questions(call.pk),
        },
    )


@login_required
def answer(request: HttpRequest, slug: str, question_id: uuid.UUID) -> HttpResponse:
    """Write and publish the answer."""
    call, actor, now = runnable_call(request, slug), actor_of(request), now_of(request)
    question = _waiting(request, call, question_id)

    def publish(form: Any) -> None:
        words = form.cleaned_data
        answer_question(
            question_id=question.id,
            public_text=words["public_text"],
            answer={"fr": words["answer_fr"], "en": words["answer_en"]},
            by=actor,
            now=now,
        )

    return act(
        request,
        call,
        AnswerQuestionForm(request.POST or None, initial={"public_text": question.text}),
        title=_("Répondre à une question"),
        intro=question.text,
        button=_("Publier la réponse"),
        done=_("La réponse est publiée."),
        command=publish,
        after="calls:staff_questions",
    )


@login_required
def set_aside(request: HttpRequest, slug: str, question_id: uuid.UUID) -> HttpResponse:
    """Close the question without a public answer."""
    call, actor, now = runnable_call(request, slug), actor_of(request), now_of(request)
    question = _waiting(request, call, question_id)
    return act(
        request,
        call,
        SetAsideForm(request.POST or None),
        title=_("Classer une question sans suite"),
        intro=question.text,
        button=_("Classer sans suite"),
        done=_("La question est classée sans suite."),
        command=lambda form: set_question_aside(
            question_id=question.id,
            reason=form.cleaned_data["reason"],
            by=actor,
            now=now,
        ),
        after="calls:staff_questions",
        kind="secondary",
    )


def _waiting(request: HttpRequest, call: Call, question_id: uuid.UUID) -> WaitingQuestion:
    """The question, while it waits. Raises Http404 once it is answered or set aside."""
    for each in waiting_questions(actor_of(request), call_id=call.pk):
        if each.id == question_id:
            return each
    raise Http404
