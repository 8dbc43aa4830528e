"""`/appels/<slug>/verification/`: five questions, one page, the verdict first. Nothing is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design.forms import AccessibleForm, AmountInput, MoneyField
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, PrecheckQuestion
from deffinum.rooms.calls.queries.precheck import precheck
from deffinum.rooms.calls.web.readable_call import crumbs_of, readable_call, start_address, start_verdict

LARGEST_COUNT = 10_000
"""Months or organisations that a question accepts."""


class PrecheckForm(AccessibleForm):
    """The call's own questions. An empty answer is allowed: its rules are then 'not known yet'."""

    def __init__(self, configuration: CallConfiguration, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in configuration.precheck:
            self.fields[question.key] = field_of(question)


def field_of(question: PrecheckQuestion) -> forms.Field:
    """The field that asks this question and gives the type that its fact has."""
    words: dict[str, Any] = {"label": str(question.text), "help_text": str(question.help), "required": False}
    if question.kind == "money":
        return MoneyField(**words)
    if question.kind == "integer":
        return forms.IntegerField(
            min_value=0,
            max_value=LARGEST_COUNT,
            widget=AmountInput({"inputmode": "numeric"}, unit=""),
            error_messages={"invalid": _("Écrivez un nombre entier en chiffres, par exemple 24.")},
            **words,
        )
    if question.kind == "yes_no":
        return forms.TypedChoiceField(
            choices=[("oui", _("Oui")), ("non", _("Non"))],
            coerce=lambda value: value == "oui",
            empty_value=None,
            widget=forms.RadioSelect,
            **words,
        )
    choices = [(value, str(label)) for value, label in question.choices]
    return forms.TypedChoiceField(choices=choices, empty_value=None, widget=forms.RadioSelect, **words)


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions; with answers in the address, the verdict and its rules."""
    call = readable_call(request, slug)
    if not call.has_precheck:
        raise Http404
    keys = {each.key for each in call.configuration.precheck}
    asked = bool(keys & request.GET.keys())
    form = PrecheckForm(call.configuration, request.GET if asked else None)
    found = precheck(call.configuration, form.cleaned_data) if asked and form.is_valid() else None
    return render(
        request,
        "calls/precheck.html",
        {
            "crumbs": crumbs_of(call, here=_("Vérification en cinq questions")),
            "call": call,
            "form": form,
            "precheck": found,
            "start_url": start_address(call),
            "may_start": start_verdict(call),
        },
    )
