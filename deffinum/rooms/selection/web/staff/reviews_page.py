"""Reviews of one file: ask experts, follow, reopen, close; scores and divergences."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm, DateField
from deffinum.rooms.selection.commands.assign_expert import assign_expert
from deffinum.rooms.selection.commands.cancel_assignment import cancel_assignment
from deffinum.rooms.selection.commands.close_reviews import close_reviews
from deffinum.rooms.selection.commands.open_reviews import open_reviews
from deffinum.rooms.selection.commands.reopen_review import reopen_review
from deffinum.rooms.selection.policies.examination import may_assign_expert, may_close_reviews, may_open_reviews
from deffinum.rooms.selection.queries.review_board import expert_choices, review_board
from deffinum.rooms.selection.web.staff.frame import Frame, act, open_frame, signed_in

DAYS_GIVEN = 21
"""Proposed time for a review; the officer changes it."""


class AssignForm(AccessibleForm):
    """Who is asked, and until when."""

    expert = forms.ChoiceField(label=gettext_lazy("Expert"))
    due_on = DateField(label=gettext_lazy("À rendre pour le"))

    def __init__(self, *args: Any, experts: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expert"].choices = [("", gettext_lazy("Choisissez…")), *experts]  # type: ignore[attr-defined]


class CloseForm(AccessibleForm):
    """Why the reviews are closed before they are all in."""

    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("À écrire s’il manque une expertise."),
    )


class ReasonForm(AccessibleForm):
    """Why a review is reopened or cancelled."""

    assignment = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Motif"), max_length=1000)


@signed_in
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """`…/expertises/`: `action` is 'open', 'assign', 'reopen', 'cancel' or 'close'."""
    frame = open_frame(request, application_id, "reviews")
    action = request.POST.get("action", "")
    initial = {"due_on": (frame.now + timedelta(days=DAYS_GIVEN)).date()}
    choices = expert_choices(frame.examination, now=frame.now)
    assign = AssignForm(request.POST if action == "assign" else None, experts=choices, initial=initial)
    close = CloseForm(request.POST if action == "close" else None)
    reason = ReasonForm(request.POST if action in {"reopen", "cancel"} else None)
    if request.method == "POST":
        done = _act(frame, action, assign, close, reason)
        if done is not None:
            return done
    wrong = next((each for each in (assign, close, reason) if each.errors), None)
    examination, actor, now = frame.examination, frame.actor, frame.now
    return frame.render(
        "selection/staff/reviews_page.html",
        status=422 if wrong else 200,
        form=wrong,
        assign=assign,
        close=close,
        reason=reason,
        board=review_board(examination, now=now),
        may_open=may_open_reviews(actor, examination, now=now),
        may_assign=may_assign_expert(actor, examination, now=now),
        may_close=may_close_reviews(actor, examination, now=now),
    )


def _act(frame: Frame, action: str, assign: AssignForm, close: CloseForm, reason: ReasonForm) -> HttpResponse | None:
    request, back = frame.request, frame.here
    who: dict[str, Any] = {"by": frame.actor, "now": frame.now}
    subject = {"examination_id": frame.examination.pk, **who}
    if action == "open":
        return act(request, None, lambda: open_reviews(**subject), said=_("L’expertise est ouverte."), back=back)
    if action == "assign":
        return act(
            request,
            assign,
            lambda: assign_expert(
                **subject,
                expert_id=uuid.UUID(assign.cleaned_data["expert"]),
                due_on=assign.cleaned_data["due_on"],
            ),
            said=_("L’expertise est demandée. La personne est prévenue."),
            back=back,
        )
    if action == "close":
        return act(
            request,
            close,
            lambda: close_reviews(**subject, reason=close.cleaned_data["reason"]),
            said=_("L’expertise est close."),
            back=back,
        )
    command = {"reopen": reopen_review, "cancel": cancel_assignment}.get(action)
    if command is None:
        return None
    return act(
        request,
        reason,
        lambda: command(assignment_id=reason.cleaned_data["assignment"], reason=reason.cleaned_data["reason"], **who),
        said=_("L’expertise est rouverte.") if action == "reopen" else _("La demande d’expertise est annulée."),
        back=back,
    )
