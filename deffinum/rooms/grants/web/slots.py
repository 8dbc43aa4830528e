"""What grants put in the pages of others: an application, a lever, the officers' desk, home; a door of navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design import navigation, slots
from deffinum.design.formats import money_text
from deffinum.design.navigation import Entry
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import KeyFigure, Source
from deffinum.rooms.grants.models import Agreement
from deffinum.rooms.grants.policies import may_open_list, visible_agreements
from deffinum.rooms.grants.queries.agreement_lists import desk_counts, due_payments
from deffinum.rooms.grants.queries.agreement_page import agreement_page
from deffinum.rooms.grants.queries.balance import balance_of_lever
from deffinum.rooms.grants.queries.register import register_totals

FEW = 5


def application_agreement(request: HttpRequest, *, application: Any, **context: Any) -> SafeString | None:
    """The agreement and the payments of this application, for its members and its officers."""
    summary, actor = application.summary, actor_of(request)
    if summary.submitted_at is None and not summary.is_historical:
        return None
    # Most files have no agreement: a light question before the wide one.
    if not Agreement.objects.filter(award__application_id=summary.id).exists():
        return None
    row = visible_agreements(actor).with_award().filter(award__application_id=summary.id).first()
    if row is None:
        return None
    found = agreement_page(row, actor=actor, now=now_of(request))
    return render_to_string("grants/fragments/application_agreement.html", {"agreement": found}, request)


def lever_money(request: HttpRequest, *, lever: Any, **context: Any) -> SafeString | None:
    """What the calls of this lever committed and paid."""
    balance = balance_of_lever(lever.slug)
    if not balance.committed:
        return None
    return render_to_string("grants/fragments/lever_money.html", {"balance": balance}, request)


def desk_now(request: HttpRequest, **context: Any) -> SafeString | None:
    """Agreements to prepare, signatures awaited, deliverables to examine."""
    actor = actor_of(request)
    if not may_open_list(actor, now=now_of(request)):
        return None
    counts = desk_counts(actor)
    if not (counts.to_prepare or counts.to_sign or counts.to_examine):
        return None
    return render_to_string("grants/fragments/desk_now.html", {"counts": counts}, request)


def desk_clocks(request: HttpRequest, **context: Any) -> SafeString | None:
    """Payments due, the most urgent first."""
    actor, now = actor_of(request), now_of(request)
    if not may_open_list(actor, now=now):
        return None
    due = due_payments(actor, now=now)
    if not due:
        return None
    return render_to_string("grants/fragments/desk_clocks.html", {"due": due[:FEW], "total": len(due)}, request)


def desk_tool(request: HttpRequest, **context: Any) -> SafeString | None:
    """A card that leads to the list of agreements."""
    if not may_open_list(actor_of(request), now=now_of(request)):
        return None
    return render_to_string("grants/fragments/desk_tool.html", {}, request)


def home_figure(request: HttpRequest, **context: Any) -> SafeString | None:
    """The aid in the register, with what it counts."""
    totals = register_totals()
    if not totals.count:
        return None
    note = ""
    if totals.without_amount:
        note = _("%(number)s aides sans montant publié ne sont pas comptées.") % {"number": totals.without_amount}
    figure = KeyFigure(
        value=money_text(totals.aid),
        label=_("Aides inscrites au registre public"),
        source=Source(
            label=_("Registre des aides de la plateforme"), url="/registre/", method=_("Somme des aides publiées.")
        ),
        note=note,
    )
    return render_to_string("grants/fragments/home_figure.html", {"figures": [figure]}, request)


slots.register("calls.application_page.after", application_agreement, order=30)
slots.register("plan.lever_page.calls", lever_money, order=30)
slots.register("portal.desk.now", desk_now, order=40)
slots.register("portal.desk.clocks", desk_clocks, order=40)
slots.register("portal.desk.tools", desk_tool, order=40)
slots.register("portal.home.figures", home_figure, order=10)
navigation.register(Entry("register", gettext_lazy("Registre des aides"), path="/registre/", order=45))
