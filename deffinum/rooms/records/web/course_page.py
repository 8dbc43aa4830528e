"""A course: its units, who is where, and the registration of a learner."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.rooms.records.commands.register_learner import register_learner
from deffinum.rooms.records.policies import may_teach
from deffinum.rooms.records.queries.course_pages import course_page
from deffinum.rooms.records.queries.learners import learners_of_organisation
from deffinum.rooms.records.web.courses import crumbs


class RegisterForm(AccessibleForm):
    """Which enrolled learner."""

    learner = forms.ChoiceField(
        label=gettext_lazy("Apprenant à inscrire"),
        error_messages={"required": gettext_lazy("Choisissez un apprenant.")},
    )


@login_required
def page(request: HttpRequest, course_id: uuid.UUID) -> HttpResponse:
    """POST registers a learner."""
    actor, now = actor_of(request), now_of(request)
    course = course_page(course_id=course_id)
    if course is None:
        raise Http404
    verdict = may_teach(actor, course.organisation_id, now=now)
    if not verdict:
        raise PermissionDenied(str(verdict.reason))
    form = RegisterForm(request.POST if request.method == "POST" else None)
    learners = learners_of_organisation(organisation_id=course.organisation_id)
    form.fields["learner"].choices = [(str(each.id), each.label or each.name) for each in learners]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            made = register_learner(
                course_id=course_id, learner_id=uuid.UUID(form.cleaned_data["learner"]), by=actor, now=now
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("L’apprenant est inscrit : voici la page d’où il lance le cours."))
            return redirect("records:registration", made)
    listed = Crumb(_("Cours"), reverse("records:courses", args=[course.organisation_id]))
    context = {
        "course": course,
        "form": form if learners else None,
        "crumbs": [*crumbs(course.organisation_id)[:-1], listed, Crumb(course.title)],
    }
    return render(request, "records/course.html", context)
