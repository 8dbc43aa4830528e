"""Accessible forms: the base class, and the fields that speak the platform's values.

The templates (`templates/django/forms/`, `templates/design/forms/`) tie each label, help and error to its field,
so that `{{ form }}` and `{{ form.name.as_field_group }}` are enough. Every form of Django, of allauth too, gets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deffinum.design.formats import in_english
from deffinum.foundation.errors import DomainError
from deffinum.foundation.values import InvalidAmount, InvalidSiret, Money, Rate, Siret, one_line, readable
from deffinum.foundation.values.money import NARROW_SPACE, NO_BREAK_SPACE


class DomainErrorForm:
    """Puts the domain's refusals beside the right field: `form.add_domain_error(error)` after a command said no."""

    fields: dict[str, forms.Field]

    def add_domain_error(self, error: DomainError) -> None:
        """Beside `error.field` when the form has it, otherwise on the whole form."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, ValidationError(str(error.message)))  # type: ignore[attr-defined]


class AccessibleForm(DomainErrorForm, forms.Form):
    """Base of the forms of pages. `autocomplete` gives fields their WCAG 1.3.5 token: {'email': 'email'}."""

    autocomplete: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, token in self.autocomplete.items():
            self.fields[name].widget.attrs.setdefault("autocomplete", token)

    def _clean_fields(self) -> None:
        """Texts come out readable, and on one line unless their control has several (a browser sends nothing else)."""
        super()._clean_fields()  # type: ignore[misc] # Django's own step, without a stub
        for name, value in self.cleaned_data.items():
            if isinstance(value, str) and value:
                tidy = (
                    readable if isinstance(self.fields[name].widget, forms.Textarea | forms.HiddenInput) else one_line
                )
                self.cleaned_data[name] = tidy(value)


class AmountInput(forms.TextInput):
    """A text input with its unit beside it (spaces and commas are welcome, unlike in a number input)."""

    template_name = "design/forms/money.html"

    def __init__(self, attrs: dict[str, Any] | None = None, unit: str = "€") -> None:
        self.unit = unit
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the unit."""
        context = super().get_context(name, value, attrs)
        context["widget"]["unit"] = self.unit
        return context


def written_amount(hundredths: int) -> str:
    """What a person would type: '4 849 695' or '12,50' (French), '4849695' or '12.50' (English)."""
    units, rest = divmod(abs(hundredths), 100)
    sign = "-" if hundredths < 0 else ""
    whole = str(units) if in_english() else f"{units:,}".replace(",", NARROW_SPACE)
    return f"{sign}{whole}" + (f"{'.' if in_english() else ','}{rest:02d}" if rest else "")


class MoneyField(forms.Field):
    """An amount in euros. Cleans to `Money` (integer cents), or None when left empty."""

    widget = AmountInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Indiquez un montant en euros, par exemple 12 500 ou 12 500,50."),
        "invalid": _("Écrivez ce montant en chiffres, avec deux décimales au plus, par exemple 12 500,50."),
        "negative": _("Ce montant ne peut pas être négatif."),
    }

    def __init__(self, *, allow_negative: bool = False, **kwargs: Any) -> None:
        self.allow_negative = allow_negative
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Money | None:
        """'4 849 695,50 €' → Money(484969550)."""
        if value in self.empty_values:
            return None
        if isinstance(value, Money):
            return value
        try:
            amount = Money.parse(str(value))
        except InvalidAmount:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if amount.cents < 0 and not self.allow_negative:
            raise ValidationError(self.error_messages["negative"], code="negative")
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Money, or an int of cents, is written as a person would."""
        cents = value.cents if isinstance(value, Money) else value
        return written_amount(cents) if isinstance(cents, int) else value


class RateField(forms.Field):
    """A rate in per cent. Cleans to `Rate` (basis points), or None when left empty."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Indiquez un taux, par exemple 70 ou 65,34."),
        "invalid": _("Écrivez ce taux en chiffres, avec deux décimales au plus, par exemple 65,34."),
        "range": _("Un taux est compris entre 0 et 100 %."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", AmountInput(unit="%"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Rate | None:
        """'65,34 %' → Rate(6534)."""
        if value in self.empty_values:
            return None
        if isinstance(value, Rate):
            return value
        try:
            rate = Rate.parse(str(value))
        except InvalidAmount:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not 0 <= rate.basis_points <= 10_000:
            raise ValidationError(self.error_messages["range"], code="range")
        return rate

    def prepare_value(self, value: Any) -> Any:
        """Rate, or an int of basis points, is written as a person would."""
        points = value.basis_points if isinstance(value, Rate) else value
        return written_amount(points) if isinstance(points, int) else value


class SiretField(forms.CharField):
    """An establishment's number with its key. Cleans to `Siret`, or None when left empty."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Indiquez les 14 chiffres du SIRET de l’établissement."),
        "invalid": _(
            "Ce SIRET n’existe pas : il compte 14 chiffres, dont une clé de contrôle. "
            "Vérifiez qu’aucun chiffre n’a été inversé."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "maxlength": "20"}))
        kwargs.setdefault("help_text", _("14 chiffres, par exemple 123 456 782 00010."))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Siret | None:  # type: ignore[override]
        """'123 456 782 00010' → Siret."""
        if isinstance(value, Siret) or value in self.empty_values:
            return value or None
        try:
            return Siret.parse(str(value))
        except InvalidSiret:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Digits are grouped for reading."""
        return str(value).replace(" ", NO_BREAK_SPACE) if isinstance(value, Siret) else value


class ThreePartDate(forms.MultiWidget):
    """Day, month, year in three text inputs: for dates that one knows by heart (a birth, a creation)."""

    template_name = "design/forms/three_part_date.html"
    use_fieldset = True
    parts = (
        ("day", pgettext_lazy("partie d’une date", "Jour")),
        ("month", pgettext_lazy("partie d’une date", "Mois")),
        ("year", pgettext_lazy("partie d’une date", "Année")),
    )

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        sizes = {"day": 2, "month": 2, "year": 4}
        super().__init__({key: forms.TextInput({"maxlength": sizes[key]}) for key, _words in self.parts}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """A date, or what was typed, in three parts."""
        if isinstance(value, str) and value:
            year, month, day = value.split("-", 2)
            return [day, month, year]
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the words of each part."""
        context = super().get_context(name, value, attrs)
        for part, (key, words) in zip(context["widget"]["subwidgets"], self.parts, strict=True):
            part |= {"part": key, "words": words}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # type: ignore[override]
        """'2022-5-2'; what cannot be a date is given back as typed, so that the field says it."""
        typed = super().value_from_datadict(data, files, name)
        day, month, year = (str(part or "").strip().replace("-", "") for part in typed)
        return f"{year}-{month}-{day}" if day or month or year else ""


class DateField(forms.DateField):
    """A date: the browser's own calendar by default, or `widget=ThreePartDate()`. Its year is one that a file may name:
    '0026' and '9999' are slips, and dates counted from them would leave the calendar.
    """

    first_year: ClassVar[int] = 1500
    last_year: ClassVar[int] = 2199

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Indiquez une date."),
        "invalid": _("Cette date n’existe pas. Écrivez le jour, le mois et l’année, par exemple 2 mai 2022."),
        "year": _("Vérifiez l’année : elle s’écrit avec quatre chiffres, entre %(first)s et %(last)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        """Refuses a year out of reach."""
        super().validate(value)
        if value is not None and not self.first_year <= value.year <= self.last_year:
            bounds = {"first": self.first_year, "last": self.last_year}
            raise ValidationError(self.error_messages["year"], code="year", params=bounds)


class CountedTextarea(forms.Textarea):
    """A long text that says how many characters are left. `maximum` counts characters."""

    template_name = "design/forms/counted_textarea.html"

    def __init__(self, maximum: int, attrs: dict[str, Any] | None = None, rows: int = 6) -> None:
        self.maximum = maximum
        super().__init__({"rows": rows, **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the maximum."""
        context = super().get_context(name, value, attrs)
        context["widget"]["maximum"] = self.maximum
        return context


class FileField(forms.FileField):
    """A file to upload; `accept` lists extensions ('.pdf,.odt') that the browser proposes (the server checks)."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Choisissez un fichier à joindre."),
        "empty": _("Ce fichier est vide. Vérifiez-le sur votre appareil, puis choisissez-le à nouveau."),
        "missing": _("Le fichier n’est pas arrivé jusqu’à nous. Choisissez-le à nouveau."),
    }

    def __init__(self, *, accept: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput({"accept": accept} if accept else None))
        super().__init__(**kwargs)
