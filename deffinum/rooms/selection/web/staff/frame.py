"""What the work pages of one file share: who may open it, its tabs, its breadcrumb, and how an action is run."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb, Tab
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import ApplicationSummary, summary_of
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.policies.examination import may_see_examination
from deffinum.rooms.selection.queries.gates import tone_of_state
from deffinum.rooms.selection.words import ExaminationState


class Refusable(Protocol):
    """A form that shows the domain's refusals."""

    def is_valid(self) -> bool:
        """Read the fields."""

    def add_domain_error(self, error: DomainError) -> None:
        """Show a refusal."""


@dataclass(frozen=True)
class Frame:
    """One file, opened by someone who may see it."""

    request: HttpRequest
    examination: Examination
    summary: ApplicationSummary
    actor: Actor
    now: datetime
    tab: str

    @property
    def here(self) -> str:
        """The address of the page."""
        return reverse(f"selection:{self.tab}", args=[self.summary.id])

    def render(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """The page with what the frame's template needs."""
        home = reverse("selection:examinations")
        crumbs = [Crumb(_("Instruction"), "/instruction/"), Crumb(_("Dossiers"), home), Crumb(self.summary.reference)]
        shown = {
            "crumbs": crumbs,
            "examination": self.examination,
            "summary": self.summary,
            "state": ExaminationState(self.examination.state),
            "tone": tone_of_state(self.examination.state),
            "tabs": [
                Tab(label, reverse(f"selection:{name}", args=[self.summary.id]), is_current=name == self.tab)
                for name, label in tab_labels()
            ],
            "now": self.now,
            **context,
        }
        return render(self.request, template, shown, status=status)


def tab_labels() -> tuple[tuple[str, str], ...]:
    """Page names and labels, in the reader's language."""
    return (
        ("examination", _("Vue d’ensemble")),
        ("dossier", _("Dossier")),
        ("completeness", _("Recevabilité")),
        ("eligibility", _("Éligibilité")),
        ("reviews", _("Expertises")),
        ("hearing", _("Audition")),
        ("decision", _("Décision")),
    )


def open_frame(request: HttpRequest, application_id: uuid.UUID, tab: str) -> Frame:
    """Load the file (one query). Raises Http404, PermissionDenied."""
    examination = Examination.objects.with_application().filter(application_id=application_id).first()
    if examination is None:
        raise Http404
    actor, now = actor_of(request), now_of(request)
    if not may_see_examination(actor, examination, now=now):
        raise PermissionDenied
    return Frame(request, examination, summary_of(examination.application), actor, now, tab)


def signed_in(page: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Visitors are asked to sign in first, and come back."""

    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not actor_of(request).is_known:
            return redirect_to_login(request.get_full_path())
        return page(request, **kwargs)

    guarded.__name__, guarded.__doc__ = page.__name__, page.__doc__
    return guarded


def act(
    request: HttpRequest, form: Refusable | None, command: Callable[[], Any], *, said: str, back: str
) -> HttpResponse | None:
    """Run one command: a redirection with a message, or None when the form now says what is wrong."""
    if form is not None and not form.is_valid():
        return None
    try:
        command()
    except DomainError as error:
        if form is None:
            messages.error(request, str(error.message))
            return redirect(back)
        form.add_domain_error(error)
        return None
    messages.success(request, said)
    return redirect(back)
