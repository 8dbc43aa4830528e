"""What every page of an application has: its reader checked, its side list, its breadcrumb, its refusals."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb, Tab
from deffinum.foundation.policies import Refused
from deffinum.foundation.questionnaires import SectionProgress
from deffinum.rooms.calls.queries.application_dossier import ApplicationDossier, SectionView, application_dossier
from deffinum.rooms.calls.words import ApplicationState, PartKind

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

PROGRESS = {
    SectionProgress.TO_DO: "todo",
    SectionProgress.IN_PROGRESS: "current",
    SectionProgress.DONE: "done",
    SectionProgress.ERROR: "error",
}
STATE_TONES = {
    ApplicationState.DRAFT: "progress",
    ApplicationState.SUBMITTED: "success",
    ApplicationState.COMPLETING: "warning",
    ApplicationState.WITHDRAWN: "stopped",
}
NOT_TYPED = {"csrfmiddlewaretoken", "idempotency_key", "next"}


def application_page(page: Page[P]) -> Page[P]:
    """A page of an application: signed-in readers only, never cached; a refusal keeps what was typed."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not actor_of(request).is_known and request.method in {"GET", "HEAD"}:
            return redirect_to_login(request.get_full_path())
        try:
            return page(request, *args, **kwargs)
        except Refused as refusal:
            return refused_page(request, refusal)
        except ObjectDoesNotExist as missing:
            raise Http404 from missing

    functools.update_wrapper(guarded, page)
    return never_cache(guarded)


def refused_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """403: the reason, and every text that was typed (a page opened in one role and posted in another)."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"said": str(refusal.message)}, status=403)
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_TYPED and not name.startswith("version.")
        for value in values
        if value.strip()
    ]
    context = {"reason": refusal.message, "typed": typed, "is_known": actor_of(request).is_known, "back": request.path}
    return render(request, "calls/application/refused.html", context, status=403)


def opened(request: HttpRequest, application_id: uuid.UUID) -> ApplicationDossier:
    """The dossier as this reader sees it. Raises Refused, Application.DoesNotExist."""
    return application_dossier(application_id=application_id, actor=actor_of(request), now=now_of(request))


def page_context(request: HttpRequest, dossier: ApplicationDossier, title: str, **more: Any) -> dict[str, Any]:
    """The context that the pages share."""
    summary = dossier.summary
    return {
        "dossier": dossier,
        "application": summary,
        "now": now_of(request),
        "title": title,
        "crumbs": [
            Crumb(_("Mes candidatures"), reverse("calls:my_applications")),
            Crumb(summary.acronym or summary.reference, reverse("calls:application", args=[summary.id])),
            *([Crumb(title)] if title else []),
        ],
        "side_items": side_items(dossier, request.path),
        "state_tone": STATE_TONES[summary.state],
        "asked_items": asked_items(dossier),
        "is_draft": summary.state == ApplicationState.DRAFT,
        "is_completing": summary.state == ApplicationState.COMPLETING,
        **more,
    }


def section_address(application_id: uuid.UUID, section: SectionView) -> str:
    """Where a section is written."""
    partner = [section.partner_id] if section.partner_id else []
    return reverse("calls:application_section", args=[application_id, section.key, *partner])


@dataclass(frozen=True)
class AskedItem:
    """A part that an officer asked for: its words, the note, and its page for those who may write it."""

    label: str
    note: str
    address: str


def asked_items(dossier: ApplicationDossier) -> list[AskedItem]:
    """What is asked for, in words."""
    if dossier.request is None:
        return []
    names = {str(each.id): each.name for each in dossier.members}
    labels = {(PartKind.SECTION, each.key): str(each.title) for each in dossier.definition.sections}
    labels |= {(PartKind.PIECE, each.key): str(each.label) for each in dossier.configuration.pieces}
    pages = {
        PartKind.IDENTITY: "application_identity",
        PartKind.BUDGET: "budget",
        PartKind.FUNDING: "funding",
        PartKind.PIECE: "pieces",
    }
    found = []
    for item in dossier.request.items:
        kind, partner_id = PartKind(item["kind"]), item["partner_id"]
        label = labels.get((kind, item["key"]), str(kind.label))
        if partner_id:
            label = f"{label} — {names.get(partner_id, '')}"
        if kind == PartKind.SECTION:
            address = reverse(
                "calls:application_section",
                args=[dossier.summary.id, item["key"], *([partner_id] if partner_id else [])],
            )
        else:
            address = reverse(f"calls:{pages[kind]}", args=[dossier.summary.id])
        found.append(AskedItem(label, item["note"], address))
    return found


def side_items(dossier: ApplicationDossier, path: str) -> list[Tab]:
    """The side list: every page of the file with its state. A member sees its own copies of the members' sections."""
    gaps = dossier.completeness.gaps
    application_id = dossier.summary.id

    def tab(label: object, name: str, *kinds: str) -> Tab:
        address = reverse(f"calls:{name}", args=[application_id])
        state = ("current" if any(each.kind in kinds for each in gaps) else "done") if kinds else ""
        return Tab(str(label), address, is_current=path == address, state=state)

    sections = []
    for each in dossier.listed_sections:
        address = section_address(application_id, each)
        label = str(each.title) if each.partner_id is None else f"{each.title} — {each.partner_name}"
        sections.append(Tab(label, address, is_current=path == address, state=PROGRESS[each.progress]))
    items = [
        tab(_("Vue d’ensemble"), "application"),
        tab(_("Présentation"), "application_identity", PartKind.IDENTITY),
        *sections,
        tab(_("Groupement"), "consortium", "invitation", "sign_off"),
        tab(_("Budget"), "budget", PartKind.BUDGET),
        tab(_("Plan de financement"), "funding", PartKind.FUNDING),
        tab(_("Pièces"), "pieces", PartKind.PIECE),
        tab(_("Récapitulatif"), "summary"),
    ]
    if dossier.is_lead and dossier.summary.state in {ApplicationState.DRAFT, ApplicationState.COMPLETING}:
        items.append(tab(_("Dépôt"), "submit_application"))
    if dossier.has_receipt:
        items.append(tab(_("Récépissé"), "receipt"))
    return items
