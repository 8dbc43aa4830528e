"""The call that a page is about, or 404."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from deffinum.design.formats import instant_text
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.policies import Verdict, refused
from deffinum.rooms.calls.queries.call_page import CallPage, call_page
from deffinum.rooms.calls.words import CallTiming


def readable_call(request: HttpRequest, slug: str) -> CallPage:
    """The call of this slug as this reader may see it. Raises Http404."""
    found = call_page(slug, actor=actor_of(request), now=now_of(request))
    if found is None:
        raise Http404
    return found


def crumbs_of(call: CallPage, *, here: object = "") -> list[Crumb]:
    """Calls, the call, and the page itself when it is not the call's own."""
    to_calls = Crumb(_("Appels à projets"), reverse("calls:calls"))
    if not here:
        return [to_calls, Crumb(str(call.card.title))]
    return [to_calls, Crumb(str(call.card.title), reverse("calls:call", args=[call.card.slug])), Crumb(str(here))]


def start_address(call: CallPage) -> str:
    """Where an application begins, or '' when the call takes none now."""
    if not call.may_start:
        return ""
    try:
        return reverse("calls:start_application", args=[call.card.slug])
    except NoReverseMatch:
        return ""


def start_verdict(call: CallPage) -> Verdict:
    """May anyone begin an application now? The reason is the sentence under the greyed button."""
    if not call.takes_applications:
        return refused(_("Cet appel ne se dépose pas sur cette plateforme."))
    if call.may_start:
        return Verdict(True)
    if call.card.timing == CallTiming.COMING and call.card.wave:
        opening = instant_text(call.card.wave.opens_at, call.zone)
        return refused(_("La prochaine vague ouvre le %(opening)s.") % {"opening": opening})
    return refused(_("Aucune vague n’est ouverte : on ne peut plus déposer de candidature."))
