"""`/appels/<slug>/`: who, how much, what, when, how, in plain words."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deffinum.design.formats import count_text, instant_text
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Row, Step
from deffinum.rooms.calls.models import Call
from deffinum.rooms.calls.policies.call import may_run_call
from deffinum.rooms.calls.queries.call_page import CallPage, MeasuredDelay, measured_delays
from deffinum.rooms.calls.queries.call_versions import call_versions
from deffinum.rooms.calls.queries.questions import published_questions
from deffinum.rooms.calls.web.call_aside import aside_of
from deffinum.rooms.calls.web.readable_call import crumbs_of, readable_call

FEW_QUESTIONS = 3
"""Answers shown on the call's page; the others have their own page."""


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page of a call; 404 when it is not public."""
    call = readable_call(request, slug)
    delays = measured_delays()
    return render(
        request,
        "calls/call_page.html",
        {
            "crumbs": crumbs_of(call),
            "call": call,
            "configuration": call.configuration,
            "now": now_of(request),
            "facts": facts_of(call),
            "steps": life_of(call, delays),
            "delays": delays,
            "questions": published_questions(call.card.id, limit=FEW_QUESTIONS),
            "versions": call_versions(call.card.id),
            "aside": aside_of(request, call),
            "staff_url": _staff_address(request, call),
        },
    )


def facts_of(call: CallPage) -> list[Row]:
    """The limits of the call that can be read at a glance; those it does not set are left out."""
    limits = call.configuration
    members = limits.minimum_partners if limits.minimum_partners > 1 else None
    rows = [
        (_("Aide au plus"), _filled(_("%(value)s de l’assiette éligible"), limits.maximum_rate)),
        (_("Montant maximal de l’aide"), limits.maximum_aid),
        (_("Montant minimal de l’aide"), limits.minimum_aid),
        (_("Assiette éligible au moins"), limits.minimum_base),
        (_("Autres financements au moins"), limits.minimum_own),
        (_("Avec dérogation du comité"), limits.derogation_own),
        (_("Durée au moins"), limits.minimum_months and _months(limits.minimum_months)),
        (_("Durée au plus"), limits.maximum_months and _months(limits.maximum_months)),
        (_("Membres du groupement"), _filled(_("%(value)s au moins"), members)),
        (_("Premiers résultats"), _filled(_("au mois %(value)s"), limits.first_results_month)),
        (_("Enveloppe de l’appel"), limits.envelope),
    ]
    return [Row(term, str(value)) for term, value in rows if value]


def _filled(sentence: str, value: object) -> str:
    """The sentence with its value, or '' when the call sets none."""
    return sentence % {"value": value} if value else ""


def _months(number: int) -> str:
    return ngettext("%(number)s mois", "%(number)s mois", number) % {"number": number}


def life_of(call: CallPage, delays: Iterable[MeasuredDelay]) -> list[Step]:
    """The life of an application, with the delays that the call sets and those that were measured."""
    if not call.takes_applications:
        return []
    configuration, wave = call.configuration, call.card.wave
    deadline = instant_text(wave.closes_at, call.zone) if wave else _("calendrier non connu")
    experts = configuration.experts_per_application
    results = _measured(delays)
    steps = [
        (_("Préparer en groupement"), _("Chaque membre remplit et valide sa partie.")),
        (_("Déposer"), _("Avant le : %(deadline)s. Un récépissé porte l’instant du serveur.") % {"deadline": deadline}),
        (
            _("Recevabilité"),
            _("Le dossier est-il complet ? S’il manque une pièce, vous avez %(days)s jours pour la fournir.")
            % {"days": configuration.piece_delay_days},
        ),
        (_("Éligibilité"), _("Chaque règle est vérifiée et expliquée, avec les chiffres.")),
        (
            _("Expertise"),
            ngettext(
                "Par %(number)s expert sans lien d’intérêts.", "Par %(number)s experts sans lien d’intérêts.", experts
            )
            % {"number": experts},
        ),
        (_("Comité de sélection"), _("Retenu, liste d’attente, refusé ou réorienté : toujours avec les motifs.")),
        (
            _("Décision et voies de recours"),
            _("Recours possible pendant %(days)s jours.") % {"days": configuration.appeal_delay_days}
            + (f" {results}" if results else ""),
        ),
        (_("Convention et versements"), " · ".join(str(each.label) for each in configuration.tranches)),
    ]
    return [Step(label=label, note=note, state="plain") for label, note in steps]


def _measured(delays: Iterable[MeasuredDelay]) -> str:
    """'Délais réels de Deffinum : 433, 312 et 189 jours après la clôture.'"""
    found = [count_text(each.days) for each in delays]
    if not found:
        return ""
    joined = (
        found[0]
        if len(found) == 1
        else _("%(first)s et %(last)s")
        % {
            "first": ", ".join(found[:-1]),
            "last": found[-1],
        }
    )
    return _("Délais réellement constatés : %(days)s jours après la clôture des vagues de Deffinum.") % {"days": joined}


def _staff_address(request: HttpRequest, call: CallPage) -> str:
    row = Call(pk=call.card.id, state=call.card.state)
    allowed = may_run_call(actor_of(request), row, now=now_of(request))
    return reverse("calls:staff_call", args=[call.card.slug]) if allowed else ""
