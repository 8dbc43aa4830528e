"""The committee's page of a call: ranking, outcomes, envelope."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of, whole_number
from deffinum.design.shapes import Crumb, Page
from deffinum.rooms.calls.public import call_choice
from deffinum.rooms.selection.policies.examination import may_see_ranking
from deffinum.rooms.selection.queries.ranking import ranking_of
from deffinum.rooms.selection.web.staff.frame import signed_in


@signed_in
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """`/comite/<call>/`: read-only; the jury sees what is under selection."""
    call = call_choice(slug=slug)
    if call is None:
        raise Http404
    actor = actor_of(request)
    if not may_see_ranking(actor, call.id, now=now_of(request)):
        raise PermissionDenied
    ranking = ranking_of(call, actor=actor, page=whole_number(request.GET.get("page")) or 1)
    number = ranking.page
    context = {
        "crumbs": [Crumb(_("Instruction"), "/instruction/"), Crumb(_("Comité de sélection"))],
        "call": call,
        "ranking": ranking,
        "pages": Page(
            f"?page={number - 1}" if number > 1 else "",
            f"?page={number + 1}" if number < ranking.page_count else "",
            _("Page %(number)s sur %(count)s") % {"number": number, "count": ranking.page_count},
        ),
    }
    return render(request, "selection/ranking_page.html", context)
