"""The fields that every entry of the plan shares: date, reason, source."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from deffinum.design.forms import AccessibleForm
from deffinum.foundation.values import InvalidPartialDate, PartialDate, Text
from deffinum.rooms.plan.commands.evidence import Evidence


class PartialDateField(forms.CharField):
    """A date as the source gives it. Cleans to `PartialDate` (empty: no date)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, widget=forms.TextInput({"autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> PartialDate:
        """'2021', '2021-10', '2021-10-01' or nothing."""
        try:
            return PartialDate.parse(super().clean(value))
        except InvalidPartialDate:
            raise ValidationError(
                _("Écrivez l’année, l’année et le mois, ou la date entière : 2021, 2021-10 ou 2021-10-01.")
            ) from None


class EvidenceForm(AccessibleForm):
    """Base of the three forms. The English sentence may wait; the French one may not."""

    as_of = PartialDateField(
        label=_("Date donnée par la source"),
        required=False,
        help_text=_("Comme elle l’écrit : 2021, 2021-10 ou 2021-10-01. Laissez vide si la page ne porte pas de date."),
    )
    reason = forms.CharField(
        label=_("Motif"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Une ou deux phrases, publiées avec l’entrée."),
    )
    reason_en = forms.CharField(
        label=_("Motif en anglais"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    said_by = forms.CharField(label=_("Qui le dit"), max_length=200, help_text=_("Par exemple : ministère du Travail."))
    address = forms.URLField(
        label=_("Adresse de la page publique"), max_length=700, assume_scheme="https", help_text=_("https://…")
    )

    def evidence(self) -> Evidence:
        """What the command takes, from the cleaned fields."""
        given = self.cleaned_data
        return Evidence(
            as_of=given["as_of"],
            reason=Text(given["reason"], given["reason_en"]),
            said_by=given["said_by"],
            address=given["address"],
        )
