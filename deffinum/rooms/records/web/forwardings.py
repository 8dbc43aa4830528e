"""Where an organisation's statements are sent on: list, open, follow, pause, resume and close."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from deffinum.design.formats import count_text, day_text, instant_text
from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of, whole_number
from deffinum.design.shapes import Crumb, Page, Row
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.outgoing.destinations import LONGEST
from deffinum.rooms.people.public import OrganisationSummary
from deffinum.rooms.records.commands.forward_statements import MOST_FAILURES
from deffinum.rooms.records.commands.open_forwarding import (
    NothingRefused,
    OtherStore,
    Told,
    close_forwarding,
    open_forwarding,
    pause_forwarding,
    resume_forwarding,
    send_refused_again,
)
from deffinum.rooms.records.policies import may_forward
from deffinum.rooms.records.queries.forwardings import (
    SHOWN_REFUSALS,
    ForwardingPage,
    forwarding_page,
    forwardings_of_organisation,
)
from deffinum.rooms.records.web.refusals import organisation_or_404, require, under_records
from deffinum.rooms.records.words import Purpose, StandardVersion

_MOST_PAGES = 100_000


class ForwardingForm(AccessibleForm):
    """What learners are told, where the other store is, and what goes there."""

    label = forms.CharField(
        label=gettext_lazy("Nom de cette transmission"),
        max_length=100,
        help_text=gettext_lazy("Pour vous y retrouver, par exemple « Entrepôt du réseau »."),
        error_messages={"required": gettext_lazy("Nommez cette transmission.")},
    )
    recipient = forms.CharField(
        label=gettext_lazy("Qui reçoit les traces"),
        max_length=200,
        help_text=gettext_lazy("L’organisme qui tient l’autre entrepôt. Vos apprenants le lisent dans leurs données."),
        error_messages={"required": gettext_lazy("Dites qui reçoit les traces : les apprenants le liront.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi vous les transmettez"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Une ou deux phrases simples. Vos apprenants les lisent aussi."),
        error_messages={
            "required": gettext_lazy("Dites pourquoi les traces sont transmises : les apprenants le liront.")
        },
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("Usage des traces"),
        choices=Purpose.choices,
        help_text=gettext_lazy("Rien n’est transmis sur un apprenant qui a retiré son accord pour cet usage."),
    )
    endpoint = forms.CharField(
        label=gettext_lazy("Adresse de l’autre entrepôt (endpoint)"),
        max_length=LONGEST,
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Une adresse publique en https, comme https://traces.exemple.fr/xapi."),
        error_messages={"required": gettext_lazy("Donnez l’adresse de l’autre entrepôt.")},
    )
    key = forms.CharField(
        label=gettext_lazy("Clé (nom d’utilisateur)"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Donnez la clé que l’autre entrepôt vous a remise.")},
    )
    secret = forms.CharField(
        label=gettext_lazy("Secret (mot de passe)"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=gettext_lazy("Il est chiffré dès maintenant et ne sera plus jamais montré."),
        error_messages={"required": gettext_lazy("Donnez le secret que l’autre entrepôt vous a remis.")},
    )
    version = forms.ChoiceField(
        label=gettext_lazy("Version du standard que l’autre entrepôt parle"), choices=StandardVersion.choices
    )
    activity_prefix = forms.CharField(
        label=gettext_lazy("Seulement les activités dont l’adresse commence par"),
        max_length=1000,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Laissez vide pour tout transmettre."),
    )
    since = forms.ChoiceField(
        label=gettext_lazy("À partir de quand"),
        choices=[
            ("now", gettext_lazy("De maintenant : seulement les traces à venir")),
            ("beginning", gettext_lazy("Du début : aussi toutes les traces que l’entrepôt garde")),
        ],
        widget=forms.RadioSelect,
        initial="now",
        error_messages={"required": gettext_lazy("Choisissez à partir de quand transmettre.")},
    )


@login_required
def page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Every forwarding of the organisation's store."""
    actor, now = actor_of(request), now_of(request)
    organisation = organisation_or_404(organisation_id)
    require(may_forward(actor, organisation_id, now=now))
    context = {
        "organisation": organisation,
        "forwardings": forwardings_of_organisation(organisation_id=organisation_id),
        "crumbs": under_records(organisation, _("Transmissions")),
    }
    return render(request, "records/forwardings.html", context)


@login_required
def add(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Open one; the secret that was typed is never given back, not even with an error."""
    actor, now = actor_of(request), now_of(request)
    organisation = organisation_or_404(organisation_id)
    require(may_forward(actor, organisation_id, now=now))
    form = ForwardingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_forwarding(organisation_id=organisation_id, **_words(form.cleaned_data), by=actor, now=now)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("La transmission est ouverte : les premières traces partent dans la minute."))
            return redirect("records:forwarding", opened)
    back = reverse("records:forwardings", args=[organisation_id])
    crumbs = under_records(organisation, Crumb(_("Transmissions"), back), _("Nouvelle transmission"))
    return render(request, "records/open_forwarding.html", {"form": form, "back": back, "crumbs": crumbs})


def _words(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": given["label"],
        "other": OtherStore(given["endpoint"], given["key"], given["secret"], StandardVersion(given["version"])),
        "told": Told(given["recipient"], given["reason"], Purpose(given["purpose"])),
        "activity_prefix": given["activity_prefix"],
        "since_beginning": given["since"] == "beginning",
    }


@login_required
def one(request: HttpRequest, forwarding_id: uuid.UUID) -> HttpResponse:
    """How far it is, what went wrong last, what was refused."""
    found, organisation = _found(request, forwarding_id)
    context = {
        "forwarding": found,
        "progress": list(_progress(found)),
        "settings": list(_settings(found)),
        "most_failures": MOST_FAILURES,
        "refusals_page": _refusals_page(request, found),
        "may_send_again": found.line.state != "closed" and found.line.refused > found.waiting_again,
        "crumbs": _crumbs(organisation, found.line.label),
    }
    return render(request, "records/forwarding.html", context)


def _progress(found: ForwardingPage) -> Iterator[Row]:
    line = found.line
    yield Row(_("Traces transmises"), count_text(line.sent))
    yield Row(_("Traces refusées par l’autre entrepôt"), count_text(line.refused))
    yield Row(_("Traces retenues, faute d’accord"), count_text(found.withheld))
    yield Row(_("Dernier envoi"), instant_text(line.last_sent_at) if line.last_sent_at else _("aucun"))
    if found.is_up_to_date:
        reached = _("Tout ce qui est enregistré est traité.")
    elif found.after is None:
        reached = _("Rien n’est encore traité.")
    else:
        reached = _("Traité jusqu’aux traces enregistrées le %(instant)s.") % {"instant": instant_text(found.after)}
    yield Row(_("Avancement"), reached)


def _settings(found: ForwardingPage) -> Iterator[Row]:
    yield Row(_("Pourquoi (vos apprenants le lisent)"), found.reason)
    yield Row(_("Usage des traces"), found.purpose)
    yield Row(_("Activités"), found.activity_prefix or _("toutes"))
    yield Row(_("Adresse de l’autre entrepôt"), found.endpoint)
    yield Row(_("Clé"), found.key)
    yield Row(_("Version du standard"), found.version)
    yield Row(_("Ouverte le"), day_text(day_of(found.opened_at)))


@login_required
@require_POST
def pause(request: HttpRequest, forwarding_id: uuid.UUID) -> HttpResponse:
    """Nothing more leaves until it is resumed."""
    _found(request, forwarding_id)
    pause_forwarding(forwarding_id=forwarding_id, by=actor_of(request), now=now_of(request))
    messages.success(request, _("La transmission est en pause. Rien n’est perdu : elle reprendra où elle en est."))
    return redirect("records:forwarding", forwarding_id)


@login_required
@require_POST
def resume(request: HttpRequest, forwarding_id: uuid.UUID) -> HttpResponse:
    """On from where it stopped."""
    _found(request, forwarding_id)
    resume_forwarding(forwarding_id=forwarding_id, by=actor_of(request), now=now_of(request))
    messages.success(request, _("La transmission reprend dans la minute, là où elle en était."))
    return redirect("records:forwarding", forwarding_id)


@login_required
def close(request: HttpRequest, forwarding_id: uuid.UUID) -> HttpResponse:
    """GET asks, POST closes."""
    found, organisation = _found(request, forwarding_id)
    back = reverse("records:forwarding", args=[forwarding_id])
    if request.method == "POST":
        close_forwarding(forwarding_id=forwarding_id, by=actor_of(request), now=now_of(request))
        messages.success(request, _("La transmission est close : plus rien ne part, et le secret est oublié."))
        return redirect(back)
    crumbs = _crumbs(organisation, Crumb(found.line.label, back), _("Clore"))
    return render(request, "records/close_forwarding.html", {"forwarding": found, "back": back, "crumbs": crumbs})


@login_required
@require_POST
def send_again(request: HttpRequest, forwarding_id: uuid.UUID) -> HttpResponse:
    """Every refused statement once more."""
    _found(request, forwarding_id)
    try:
        asked = send_refused_again(forwarding_id=forwarding_id, by=actor_of(request), now=now_of(request))
    except NothingRefused as error:
        messages.error(request, str(error))
    else:
        said = ngettext(
            "%(count)s trace refusée repart dans la minute.",
            "%(count)s traces refusées repartent dans la minute.",
            asked,
        )
        messages.success(request, said % {"count": count_text(asked)})
    return redirect("records:forwarding", forwarding_id)


def _number_of(request: HttpRequest) -> int:
    """The page of refused statements that is asked for."""
    asked = whole_number(request.GET.get("refus"))
    return asked if asked and asked < _MOST_PAGES else 1


def _refusals_page(request: HttpRequest, found: ForwardingPage) -> Page:
    number, last = _number_of(request), max(1, -(-found.line.refused // SHOWN_REFUSALS))
    return Page(
        previous_url=f"?refus={number - 1}#refus" if number > 1 else "",
        next_url=f"?refus={number + 1}#refus" if number < last else "",
        said=_("Page %(number)s sur %(last)s") % {"number": number, "last": last},
    )


def _found(request: HttpRequest, forwarding_id: uuid.UUID) -> tuple[ForwardingPage, OrganisationSummary]:
    """The forwarding of the address, for those who may see it."""
    found = forwarding_page(forwarding_id=forwarding_id, refusals_page=_number_of(request))
    if found is None:
        raise Http404
    require(may_forward(actor_of(request), found.organisation_id, now=now_of(request)))
    return found, organisation_or_404(found.organisation_id)


def _crumbs(organisation: OrganisationSummary, *labels: str | Crumb) -> list[Crumb]:
    listed = Crumb(_("Transmissions"), reverse("records:forwardings", args=[organisation.id]))
    return under_records(organisation, listed, *labels)
