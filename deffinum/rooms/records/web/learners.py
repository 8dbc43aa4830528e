"""The learners of an organisation's store: list, enrol, export, erase."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from deffinum.design.forms import AccessibleForm
from deffinum.design.leaving import leaving_export
from deffinum.design.requests import actor_of, now_of, text_of
from deffinum.design.shapes import Crumb, FilterField
from deffinum.foundation.errors import DomainError
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.commands.erase_learner import erase_learner
from deffinum.rooms.records.models import Learner
from deffinum.rooms.records.policies import may_enrol, may_erase_learner, may_export_learner, may_see_records
from deffinum.rooms.records.queries.forwardings import recipients_of_store
from deffinum.rooms.records.queries.learner_records import learner_lines
from deffinum.rooms.records.queries.learners import learner_line, learners_page
from deffinum.rooms.records.queries.record_keys import store_of
from deffinum.rooms.records.web.refusals import organisation_or_404, require, under_records

SHOWN = 200


class LearnerForm(AccessibleForm):
    """What the organisation calls the learner."""

    label = forms.CharField(
        label=gettext_lazy("Nom que vous lui donnez"),
        max_length=100,
        help_text=gettext_lazy(
            "Pour vos formateurs seulement : les traces portent un nom tiré au hasard, jamais celui-ci."
        ),
        error_messages={"required": gettext_lazy("Écrivez le nom par lequel vos formateurs le reconnaîtront.")},
    )


@login_required
def page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The learners, found by a word, and what may be done with each."""
    actor, now = actor_of(request), now_of(request)
    organisation = organisation_or_404(organisation_id)
    require(may_see_records(actor, organisation_id, now=now))
    store_id, word = store_of(organisation_id=organisation_id), text_of(request, "q", longest=100)
    lines, has_more = learners_page(store_id=store_id, word=word, most=SHOWN) if store_id else ([], False)
    context = {
        "organisation": organisation,
        "learners": lines,
        "has_more": has_more,
        "word": word,
        "fields": [FilterField("q", _("Nom, ou nom opaque"), word)],
        "may_enrol": may_enrol(actor, organisation_id, now=now),
        "may_erase": may_erase_learner(actor, organisation_id, now=now),
        "crumbs": under_records(organisation, _("Apprenants")),
    }
    return render(request, "records/learners.html", context)


@login_required
def enrol(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Give a learner an opaque name."""
    actor, now = actor_of(request), now_of(request)
    organisation = organisation_or_404(organisation_id)
    require(may_enrol(actor, organisation_id, now=now))
    form = LearnerForm(request.POST if request.method == "POST" else None)
    back = reverse("records:learners", args=[organisation_id])
    if request.method == "POST" and form.is_valid():
        try:
            made = enrol_learner(
                organisation_id=organisation_id, label=form.cleaned_data["label"], account_id=None, by=actor, now=now
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(
                request, _("Apprenant inscrit : ses traces porteront le nom %(name)s.") % {"name": made.name}
            )
            return redirect(back)
    crumbs = under_records(organisation, Crumb(_("Apprenants"), back), _("Inscrire un apprenant"))
    return render(request, "records/enrol_learner.html", {"form": form, "back": back, "crumbs": crumbs})


@login_required
@never_cache
def export(request: HttpRequest, learner_id: uuid.UUID) -> StreamingHttpResponse:
    """Everything that the store holds about the learner, as JSON Lines. Raises ManyExports."""
    learner = get_object_or_404(Learner.objects.select_related("store"), pk=learner_id)
    organisation_id = learner.store.organisation_id
    require(may_export_learner(actor_of(request), organisation_id, learner.account_id, now=now_of(request)))
    lines = leaving_export(learner_lines(learner=learner_line(learner)))
    response = StreamingHttpResponse(lines, content_type="application/jsonl")
    response["Content-Disposition"] = f'attachment; filename="traces-{learner.name}.jsonl"'
    return response


@login_required
def erase(request: HttpRequest, learner_id: uuid.UUID) -> HttpResponse:
    """GET says what goes and what stays, POST erases."""
    actor, now = actor_of(request), now_of(request)
    learner = get_object_or_404(Learner.objects.select_related("store"), pk=learner_id)
    organisation = organisation_or_404(learner.store.organisation_id)
    require(may_erase_learner(actor, organisation.id, now=now))
    back = reverse("records:learners", args=[organisation.id])
    if request.method == "POST":
        erase_learner(learner_id=learner_id, by=actor, now=now)
        messages.success(
            request, _("L’apprenant est effacé. Ses traces comptent toujours, et ne désignent plus personne.")
        )
        return redirect(back)
    crumbs = under_records(organisation, Crumb(_("Apprenants"), back), _("Effacer un apprenant"))
    context = {
        "learner": learner,
        "recipients": [each.recipient for each in recipients_of_store(store_id=learner.store_id) if each.since],
        "back": back,
        "crumbs": crumbs,
    }
    return render(request, "records/erase_learner.html", context)
