from __future__ import annotations

import re
from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from deffinum.design.forms import (
    AccessibleForm,
    CountedTextarea,
    DateField,
    FileField,
    MoneyField,
    RateField,
    SiretField,
    ThreePartDate,
)
from deffinum.foundation.errors import DomainError
from deffinum.foundation.values import Money, Rate, Siret


class SampleForm(AccessibleForm):
    autocomplete = {"email": "email"}
    email = forms.EmailField(label="Courriel", help_text="Pour vous prévenir.")
    base = MoneyField(label="Assiette")
    rate = RateField(label="Taux", required=False)
    siret = SiretField(label="SIRET", required=False)
    start = DateField(label="Début", required=False)
    founded = DateField(label="Création", widget=ThreePartDate(), required=False)
    kind = forms.ChoiceField(label="Vous êtes", widget=forms.RadioSelect, choices=[("of", "OF"), ("cfa", "CFA")])
    summary = forms.CharField(label="Résumé", required=False, widget=CountedTextarea(1500))
    piece = FileField(label="Pièce", required=False, accept=".pdf")
    agreed = forms.BooleanField(label="Je m’engage", required=False)


GOOD = {"email": "a@exemple.fr", "base": "12 500,50 €", "kind": "of"}


def test_values_are_those_of_the_platform():
    form = SampleForm({**GOOD, "rate": "65,34 %", "siret": "356 000 000 00048", "start": "2022-05-02"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["base"] == Money(1_250_050)
    assert form.cleaned_data["rate"] == Rate(6534)
    assert form.cleaned_data["siret"] == Siret.parse("35600000000048")
    assert form.cleaned_data["start"] == date(2022, 5, 2)


def test_empty_optional_values_are_none():
    form = SampleForm(GOOD)
    assert form.is_valid()
    assert form.cleaned_data["rate"] is None
    assert form.cleaned_data["siret"] is None
    assert form.cleaned_data["founded"] is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("base", "beaucoup", "en chiffres"),
        ("base", "1.234", "en chiffres"),
        ("base", "-5", "négatif"),
        ("base", "", "Indiquez un montant"),
        ("rate", "170", "entre 0 et 100"),
        ("siret", "12345678200011", "clé de contrôle"),
        ("start", "2022-02-31", "n’existe pas"),
    ],
)
def test_each_error_says_what_to_do(field, value, words):
    form = SampleForm({**GOOD, field: value})
    assert not form.is_valid()
    assert words in str(form.errors[field])


def test_a_negative_amount_is_welcome_where_asked_for():
    assert MoneyField(allow_negative=True).clean("-12,5") == Money(-1250)


@pytest.mark.parametrize(("day", "month", "year"), [("2", "5", "1998"), ("02", "05", "1998")])
def test_a_date_in_three_parts(day, month, year):
    form = SampleForm({**GOOD, "founded_day": day, "founded_month": month, "founded_year": year})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["founded"] == date(1998, 5, 2)


def test_a_wrong_date_in_three_parts_keeps_what_was_typed():
    form = SampleForm({**GOOD, "founded_day": "31", "founded_month": "2", "founded_year": "1998"})
    assert "n’existe pas" in str(form.errors["founded"])
    html = str(form["founded"])
    for typed in ("31", "2", "1998"):
        assert f'value="{typed}"' in html
    nonsense = SampleForm({**GOOD, "founded_day": "x", "founded_month": "", "founded_year": ""})
    assert 'value="x"' in str(nonsense["founded"])


def test_stored_values_are_written_for_people():
    html = str(SampleForm(initial={"base": 692_813_500, "rate": Rate(7000), "siret": Siret.parse("35600000000048")}))
    assert 'value="6\u202f928\u202f135"' in html
    assert 'value="70"' in html
    assert 'value="356\u00a0000\u00a0000\u00a000048"' in html


def test_label_help_and_error_are_tied_to_the_field():
    html = str(SampleForm({**GOOD, "email": "a"}, prefix="p"))
    field = re.search(r'<input[^>]*name="p-email"[^>]*>', html).group()
    described = re.search(r'aria-describedby="([^"]+)"', field).group(1).split()
    assert described == ["id_p-email_helptext", "id_p-email_error"]
    assert all(f'id="{each}"' in html for each in described)
    assert 'aria-invalid="true"' in field
    assert 'autocomplete="email"' in field
    assert '<label class="field__label fr-label" for="id_p-email">' in html


def test_the_summary_leads_to_each_field():
    html = Template("{{ form }}").render(Context({"form": SampleForm({})}))
    summary = html[: html.index('class="field ')]
    assert "3 réponses sont à corriger" in summary
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_email", "id_base", "id_kind"]
    assert all(f'id="{target}"' in html for target in targets)


def test_optional_fields_are_marked():
    html = str(SampleForm())
    assert html.count("(facultatif)") == 6
    assert "Je m’engage" in html


def test_groups_are_fieldsets_with_a_legend():
    html = str(SampleForm())
    assert re.search(r'<fieldset class="field__set"[^>]*>\s*<legend class="field__label fr-label">Vous êtes', html)


def test_both_skins_are_in_the_markup():
    html = str(SampleForm())
    for pair in ("input fr-input", "choice fr-radio-group", "choice fr-checkbox-group", "file-input fr-upload"):
        assert pair in html


class TooLate(DomainError):
    pass


def test_a_refusal_of_the_domain_stands_beside_its_field():
    form = SampleForm(GOOD)
    form.add_domain_error(TooLate("Trop tard d’une seconde.", field="base"))
    assert form.errors["base"] == ["Trop tard d’une seconde."]
    other = SampleForm(GOOD)
    other.add_domain_error(TooLate("Le dossier a changé.", field="elsewhere"))
    assert other.non_field_errors() == ["Le dossier a changé."]
    assert "Le dossier a changé." in str(other)


@pytest.mark.parametrize("typed", ["0026-05-02", "9999-12-31", "1499-12-31", "2200-01-01"])
def test_a_year_out_of_reach_is_a_slip(typed: str) -> None:
    form = SampleForm({**GOOD, "start": typed})
    assert "Vérifiez l’année" in form.errors["start"][0]
    assert SampleForm({**GOOD, "start": "1500-01-01", "founded": "2199-12-31"}).is_valid()


class WordsForm(AccessibleForm):
    title = forms.CharField()
    story = forms.CharField(widget=forms.Textarea)


def test_texts_come_out_readable_and_a_line_stays_one_line() -> None:
    sent = "Titre\r\nBcc: a@exemple.fr \u202e000 1\u2066\x07\uffff"
    form = WordsForm({"title": sent, "story": sent})
    assert form.is_valid()
    assert form.cleaned_data == {
        "title": "Titre Bcc: a@exemple.fr 000 1",
        "story": "Titre\nBcc: a@exemple.fr 000 1",
    }
