"""One review: first the declaration of interests, then the file and the grid."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.rooms.calls.public import Criterion, configuration_of, deposited_dossier
from deffinum.rooms.selection.commands.declare_interest import declare_interest
from deffinum.rooms.selection.commands.save_review import GivenMark, save_review
from deffinum.rooms.selection.lifecycle import REVIEW
from deffinum.rooms.selection.models import Assignment
from deffinum.rooms.selection.policies.review import (
    may_declare_interest,
    may_read_file_as_expert,
    may_write_review,
    visible_assignments,
)
from deffinum.rooms.selection.queries.scores import points_text, review_score
from deffinum.rooms.selection.web.staff.dossier_page import piece_response
from deffinum.rooms.selection.web.staff.frame import act, signed_in
from deffinum.rooms.selection.words import MARK_STEP

NOT_MARKED, WITHOUT_OBJECT = "", "na"


class InterestForm(AccessibleForm):
    """The declaration, before the file opens."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Votre déclaration"),
        choices=[
            ("accept", gettext_lazy("Je n’ai aucun conflit d’intérêts et j’accepte l’expertise")),
            ("declare_conflict", gettext_lazy("J’ai un lien avec ce projet ou l’un de ses membres")),
            ("decline", gettext_lazy("Je décline pour une autre raison")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("Précisions"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("À écrire si vous déclarez un lien ou déclinez. Seul l’agent instructeur les lit."),
    )


class ReviewForm(AccessibleForm):
    """The grid: one mark and one comment a criterion, then two overall comments."""

    comment_for_applicant = forms.CharField(
        label=gettext_lazy("Appréciation pour le groupement"),
        max_length=8000,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Elle accompagne la décision, sans votre nom."),
    )
    comment_for_jury = forms.CharField(
        label=gettext_lazy("Appréciation pour le jury"),
        required=False,
        max_length=8000,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Le groupement ne la lit pas."),
    )

    def __init__(self, *args: Any, criteria: Sequence[Criterion], unfinished: bool = False, **kwargs: Any) -> None:
        """`unfinished`: what is missing may wait, the review is kept without being handed in."""
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        self.fields["comment_for_applicant"].required = not unfinished
        for each in criteria:
            choices = [(NOT_MARKED, _("À noter")), (WITHOUT_OBJECT, _("Sans objet"))]
            choices += [(str(value), points_text(value)) for value in range(0, each.scale * 100 + 1, MARK_STEP)]
            self.fields[f"mark_{each.key}"] = forms.ChoiceField(
                label=_("%(criterion)s (%(weight)s, de 0 à %(scale)s)")
                % {"criterion": each.label, "weight": each.weight, "scale": each.scale},
                help_text=str(each.guidance),
                choices=choices,
                required=not unfinished,
                error_messages={"required": _("Donnez une note, ou « sans objet ». L’expertise n’a pas été rendue.")},
            )
            self.fields[f"comment_{each.key}"] = forms.CharField(
                label=_("Commentaire : %(criterion)s") % {"criterion": each.label},
                required=False,
                max_length=4000,
                widget=forms.Textarea({"rows": 2}),
            )
        names = [name for each in criteria for name in (f"mark_{each.key}", f"comment_{each.key}")]
        self.order_fields([*names, "comment_for_applicant", "comment_for_jury"])

    def marks(self) -> dict[str, GivenMark]:
        """What was marked; criteria left « à noter » are absent."""
        found = {}
        for each in self.criteria:
            value = self.cleaned_data[f"mark_{each.key}"]
            if value != NOT_MARKED:
                hundredths = None if value == WITHOUT_OBJECT else int(value)
                found[each.key] = GivenMark(hundredths, self.cleaned_data[f"comment_{each.key}"])
        return found


def _assignment(request: HttpRequest, assignment_id: uuid.UUID) -> Assignment:
    """The expert's own review, or 404: that another one exists is nobody's business."""
    found = (
        visible_assignments(actor_of(request))
        .select_related(
            "examination__application__call",
            "examination__application__call_version",
            "examination__application__wave",
            "examination__application__lead",
        )
        .filter(pk=assignment_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


@signed_in
def page(request: HttpRequest, assignment_id: uuid.UUID) -> HttpResponse:
    """`/expertises/<review>/`: `action` is 'declare', 'save' or 'hand_in'."""
    assignment, actor, now = _assignment(request, assignment_id), actor_of(request), now_of(request)
    action, here = request.POST.get("action", ""), reverse("selection:review", args=[assignment_id])
    criteria = configuration_of(assignment.examination.application).criteria
    interest = InterestForm(request.POST if action == "declare" else None)
    grid = ReviewForm(
        request.POST if action in {"save", "hand_in"} else None,
        criteria=criteria,
        unfinished=action == "save",
        initial=_initial(assignment),
    )
    done = None
    if action == "declare":
        done = act(
            request,
            interest,
            lambda: declare_interest(assignment_id=assignment.pk, **interest.cleaned_data, by=actor, now=now),
            said=_("Votre déclaration est enregistrée."),
            back=here,
        )
    elif action in {"save", "hand_in"}:
        done = act(
            request,
            grid,
            lambda: save_review(
                assignment_id=assignment.pk,
                marks=grid.marks(),
                comment_for_jury=grid.cleaned_data["comment_for_jury"],
                comment_for_applicant=grid.cleaned_data["comment_for_applicant"],
                hand_in=action == "hand_in",
                by=actor,
                now=now,
            ),
            said=_("Votre expertise est rendue.") if action == "hand_in" else _("Votre saisie est enregistrée."),
            back=here,
        )
    if done is not None:
        return done
    return _shown(request, assignment, interest, grid)


def _shown(request: HttpRequest, assignment: Assignment, interest: InterestForm, grid: ReviewForm) -> HttpResponse:
    actor, now = actor_of(request), now_of(request)
    application = assignment.examination.application
    reads = may_read_file_as_expert(actor, assignment, now=now)
    dossier = deposited_dossier(application_id=application.pk, actor=actor, now=now)
    criteria = configuration_of(application).criteria
    marks = {each.criterion_key: each.value_hundredths for each in assignment.marks.all()}
    form = next((each for each in (interest, grid) if each.errors), None)
    context = {
        "crumbs": [Crumb(_("Mes expertises"), reverse("selection:my_reviews")), Crumb(application.reference)],
        "assignment": assignment,
        "state_label": REVIEW.labels[assignment.state],
        "summary": dossier.summary,
        "members": dossier.active_members,
        "dossier": dossier if reads else None,
        "reads": reads,
        "form": form,
        "interest": interest,
        "grid": grid,
        "score": points_text(review_score(marks, criteria)),
        "scale": max((each.scale for each in criteria), default=0),
        "may_declare": may_declare_interest(actor, assignment, now=now),
        "may_write": may_write_review(actor, assignment, now=now),
        "pieces_address": f"{reverse('selection:review', args=[assignment.pk])}pieces/",
        "now": now,
    }
    return render(request, "selection/review_page.html", context, status=422 if form else 200)


def _initial(assignment: Assignment) -> dict[str, str]:
    """What was kept: a mark that was not given is « à noter »."""
    initial = {
        "comment_for_jury": assignment.comment_for_jury,
        "comment_for_applicant": assignment.comment_for_applicant,
    }
    for each in assignment.marks.all():
        value = each.value_hundredths
        initial[f"mark_{each.criterion_key}"] = WITHOUT_OBJECT if value is None else str(value)
        initial[f"comment_{each.criterion_key}"] = each.comment
    return initial


@signed_in
def file(request: HttpRequest, assignment_id: uuid.UUID, attachment_id: uuid.UUID) -> StreamingHttpResponse:
    """One piece of the file, once the expert has declared to be free of conflict."""
    assignment = _assignment(request, assignment_id)
    if not may_read_file_as_expert(actor_of(request), assignment, now=now_of(request)):
        raise PermissionDenied
    return piece_response(assignment.examination.application_id, attachment_id)
