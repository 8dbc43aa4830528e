"""Sample values of the previews: plainly examples, except the real case of Nid'AI.e (public figures)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django import forms

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
from deffinum.design.shapes import (
    Bar,
    Column,
    Crumb,
    FilterField,
    KeyFigure,
    Line,
    Listing,
    Page,
    Row,
    Source,
    Step,
    Tab,
)
from deffinum.foundation.policies import ALLOWED, refused

LISTING = Listing(
    caption="Ressources suivies (exemples)",
    columns=(Column("Ressource"), Column("Apprenants", is_number=True), Column("Ont terminé", is_number=True)),
    lines=(Line("Poser une échelle", ("20", "10 (50 %)"), "#"), Line("Régler une meuleuse", ("au moins 8", "masqué"))),
    csv_url="#",
    adding=("Déposer une ressource", "#"),
)
WAVE_CLOSES = datetime(2022, 5, 2, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Proof:
    """What a rule answered."""

    label: str
    allowed: bool | None
    sentence: str = ""
    values: tuple[tuple[str, str], ...] = ()
    children: tuple[Proof, ...] = ()


SOURCE = Source("Exemple de source", "/plan/", date(2022, 4, 1), "Somme des montants publiés, arrondie à l’euro.")
STEPS = (
    Step("Dépôt", "done", date(2022, 5, 2)),
    Step("Recevabilité", "done", date(2022, 5, 9), "Toutes les pièces sont là."),
    Step("Expertise", "current", date(2022, 6, 20), "Deux avis sur trois sont rendus."),
    Step("Comité de sélection", "todo"),
    Step("Convention", "todo"),
)
STEPS_IN_TROUBLE = (
    Step("Dépôt", "done", date(2022, 5, 2)),
    Step("Pièces complémentaires", "late", date(2022, 5, 16), "Attendues le 16 mai 2022."),
    Step("Instruction", "stopped", None, "Dossier retiré par le groupement."),
)
PROOF_NO = Proof(
    "L’aide demandée respecte le taux maximal",
    False,
    "4 849 696 € demandés pour un plafond de 4 849 695 € : il y a un euro de trop.",
    (
        ("Assiette éligible", "6 928 135 €"),
        ("Taux maximal", "70 %"),
        ("Plafond d’aide", "4 849 695 €"),
        ("Aide demandée", "4 849 696 €"),
    ),
)
PROOF = Proof(
    "Le dossier est éligible",
    False,
    "Deux règles sur quatre sont respectées, une est à déterminer.",
    (),
    (
        Proof("Le groupement est national ou interrégional", True, "7 partenaires dans 5 régions."),
        Proof("L’assiette dépasse 500 000 €", True, "6 928 135 €.", (("Assiette éligible", "6 928 135 €"),)),
        PROOF_NO,
        Proof("Chaque membre a au moins deux exercices clos", None, "Une date de création manque."),
    ),
)
TABS = (Tab("Tous", "#", count=1005), Tab("À traiter", "#", is_current=True, count=12), Tab("En retard", "#", count=3))
FILTERS = (
    FilterField("q", "Référence, projet ou organisation"),
    FilterField("region", "Région", "11", (("", "Toutes"), ("11", "Île-de-France"))),
    FilterField("vague", "Vague", "3", kind="number"),
)
SECTIONS = (
    Tab("Le projet", "#", state="done"),
    Tab("Le groupement", "#", is_current=True, state="current"),
    Tab("Le budget", "#", state="error"),
    Tab("Les pièces", "#", state="todo"),
    Tab("Relire et déposer", "#"),
)
BARS = (
    Bar("Deffinum", 10_000_000_000, "100 000 000 €"),
    Bar("Deffinov", 5_000_000_000, "50 000 000 €"),
    Bar("Exemple de reprise", -800_000_000, "−8 000 000 €"),
)
FIGURES = (
    KeyFigure("111", "dossiers éligibles", SOURCE),
    KeyFigure("62", "projets retenus", SOURCE, "sur 120 déposés"),
    KeyFigure("7", "partenaires en moyenne", SOURCE),
)
ROWS = (
    Row("Porteur", "Organisme d’exemple"),
    Row("Assiette éligible", "6 928 135 €"),
    Row("Taux d’aide", "70 %"),
)
LINES = (
    ("DEF-2022-014", "Organisme d’exemple A", "Déposé", "info", 692_813_500, 7000),
    ("DEF-2022-015", "Organisme d’exemple B", "À compléter", "warning", 120_000_000, 6534),
    ("DEF-2022-016", "Organisme d’exemple C", "Recevable", "success", 98_000_050, 5000),
    ("DEF-2022-017", "Organisme d’exemple D", "Refusé", "danger", None, None),
)
YEARS = ("2026", "2027")
PARTNERS = (
    ("a", "Organisme d’exemple A", (("2026", "12 500"), ("2027", "8 000,50"))),
    ("b", "Organisme d’exemple B", (("2026", "3 000"), ("2027", ""))),
)
TONES = (
    ("Brouillon", "neutral"),
    ("À faire", "todo"),
    ("En expertise", "progress"),
    ("Recevable", "success"),
    ("Pièces attendues", "warning"),
    ("Refusé", "danger"),
    ("Réorienté", "info"),
    ("Retiré", "stopped"),
)


class SampleForm(AccessibleForm):
    """Every kind of field."""

    autocomplete = {"email": "email"}
    email = forms.EmailField(label="Adresse électronique", help_text="Elle sert à vous prévenir, rien d’autre.")
    siret = SiretField(label="SIRET de l’établissement")
    base = MoneyField(label="Assiette éligible", help_text="En euros hors taxes récupérables.")
    rate = RateField(label="Taux d’aide demandé")
    start = DateField(label="Début du projet")
    founded = DateField(label="Création de l’organisme", widget=ThreePartDate(), help_text="Par exemple 2 5 1998.")
    kind = forms.ChoiceField(
        label="Vous êtes",
        widget=forms.RadioSelect,
        choices=[("of", "Un organisme de formation"), ("cfa", "Un centre de formation d’apprentis")],
    )
    region = forms.ChoiceField(
        label="Région", choices=[("", "Choisissez"), ("11", "Île-de-France"), ("84", "Auvergne-Rhône-Alpes")]
    )
    needs = forms.MultipleChoiceField(
        label="Ce que vous cherchez",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("money", "Un financement"), ("place", "Un lieu"), ("help", "Un accompagnement")],
    )
    summary = forms.CharField(label="Résumé du projet", required=False, widget=CountedTextarea(1500))
    piece = FileField(label="Attestation", accept=".pdf", required=False, help_text="PDF, 10 Mo au plus.")
    agreed = forms.BooleanField(label="Je m’engage à partager ce qui sera produit.")


def preview_context(now: datetime) -> dict[str, Any]:
    """Everything the preview page draws. `now` is the instant shown by the running countdown."""
    return {
        "source": SOURCE,
        "steps": STEPS,
        "steps_in_trouble": STEPS_IN_TROUBLE,
        "proof": PROOF,
        "proof_no": PROOF_NO,
        "tabs": TABS,
        "sections": SECTIONS,
        "filters": FILTERS,
        "bars": BARS,
        "figures": FIGURES,
        "rows": ROWS,
        "lines": LINES,
        "tones": TONES,
        "crumbs": (Crumb("Appels à projets", "/appels/"), Crumb("Deffinum, vague 3")),
        "yes": ALLOWED,
        "no": refused("La vague 3 est close depuis le 2 mai 2022 à 12 h 00 (heure de Paris)."),
        "listing": LISTING,
        "page": Page("#", "#", "51 à 100 sur 1 005 dossiers"),
        "now": now,
        "closes": WAVE_CLOSES,
        "far": datetime(2022, 4, 1, 10, 0, tzinfo=UTC),
        "near": datetime(2022, 4, 29, 7, 30, tzinfo=UTC),
        "form": SampleForm(initial={"base": 692_813_500, "rate": 7000}),
        "wrong_form": SampleForm({"email": "a", "siret": "123", "base": "beaucoup", "rate": "170"}, prefix="faux"),
        "years": YEARS,
        "partners": PARTNERS,
        "text": "## Pour qui\n\nLes **organismes de formation** et les CFA.\n\n- national\n- interrégional",
    }
