"""`/instruction/conventions/`: agreements by state, payments due."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Tab
from deffinum.rooms.grants.policies import may_open_list
from deffinum.rooms.grants.queries.agreement_lists import agreement_lines, due_payments
from deffinum.rooms.grants.web.staff.acting import staff_crumbs
from deffinum.rooms.grants.words import AgreementState


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """`?etat=` keeps one state."""
    actor, now = actor_of(request), now_of(request)
    may_open_list(actor, now=now).require()
    state = request.GET.get("etat", "")
    lines = agreement_lines(actor)
    tabs = [Tab(_("Toutes"), "?", is_current=not state, count=len(lines))]
    for each in AgreementState:
        count = sum(line.state == each for line in lines)
        if count or state == each:
            tabs.append(Tab(str(each.label), f"?etat={each.value}", is_current=state == each, count=count))
    context = {
        "crumbs": staff_crumbs(),
        "tabs": tabs,
        "lines": [each for each in lines if state in ("", each.state)],
        "due": due_payments(actor, now=now),
    }
    return render(request, "grants/staff/agreements_list.html", context)
