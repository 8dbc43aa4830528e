"""Example data of each shape of document, and what can be read back from a PDF."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from deffinum.foundation.pdf.render import render_pdf

HERE = Path(__file__).parent
CREATED_AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
BUDGET_ROWS = [
    [f"Organisation d’exemple {rank}", "Formation", f"{rank}00\u202f000\u00a0€", f"{rank}0\u202f000\u00a0€"]
    for rank in range(1, 10)
] * 5


@dataclass(frozen=True)
class PdfFacts:
    """What a reader's software learns from the file."""

    is_tagged: bool
    language: str
    title: str
    pages: int
    text: str
    standards: frozenset[str]
    tags: tuple[str, ...]
    """Structure elements in reading order: 'H1', 'P', 'Table', 'TH'…"""


def pdf_facts(content: bytes) -> PdfFacts:
    """Read back a PDF."""
    reader = PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    claims = {"PDF/UA-1": "<pdfuaid:part>1<", "PDF/A-3": "<pdfaid:part>3<", "level A": "<pdfaid:conformance>A<"}
    tags: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if "/S" in node:
                tags.append(str(node["/S"]).removeprefix("/"))
            if "/K" in node:
                walk(node["/K"])

    walk(root["/StructTreeRoot"])
    return PdfFacts(
        is_tagged=bool(root.get("/MarkInfo", {}).get("/Marked")),
        language=str(root.get("/Lang", "")),
        title=str(reader.metadata.title if reader.metadata else ""),
        pages=len(reader.pages),
        text="\n".join(page.extract_text() for page in reader.pages),
        standards=frozenset(name for name, mark in claims.items() if mark in metadata),
        tags=tuple(tags),
    )


@pytest.fixture
def facts() -> Callable[[bytes], PdfFacts]:
    """`facts(content).title`…"""
    return pdf_facts


@pytest.fixture
def examples() -> dict[str, dict[str, Any]]:
    """Data of one document of each shape."""
    letter = {
        "sender": {"name": "Équipe du plan (exemple)", "lines": ["1 rue d’Exemple", "75000 Paris"]},
        "recipient": {"name": "Organisation d’exemple", "lines": ["Mme Exemple", "2 rue d’Exemple", "13000 Marseille"]},
        "reference": "EX-2026-0042",
        "place_date": "Paris, le 22 novembre 2026",
        "subject": "votre candidature n’a pas été retenue",
        "body": [
            {"kind": "paragraph", "text": "Madame, Monsieur, #panic(1) *reste du texte* _tel quel_ $x$ <étiquette>."},
            {"kind": "heading", "text": "Les motifs"},
            {"kind": "list", "items": ["Le budget ne s’équilibre pas.", "Le calendrier dépasse 36 mois."]},
            {"kind": "note", "title": "Et maintenant ?", "text": "Vous pouvez déposer à la vague suivante."},
        ],
        "signature": {"name": "Prénom Nom (exemple)", "role": "Directrice du plan", "intro": "Pour l’équipe du plan,"},
        "appeal": ["Un recours gracieux peut être formé dans les deux mois.", "Un recours contentieux aussi."],
        "enclosures": ["Grille de lecture"],
    }
    receipt = {
        "heading": "Récépissé de dépôt",
        "reference": "EX-2026-0042",
        "intro": "Votre candidature a été déposée.",
        "facts": [
            ["Projet", "Projet d’exemple"],
            ["Déposée le", "22 novembre 2026 à 11:00:00 (heure de Paris)"],
            ["Aide demandée", "4\u202f849\u202f695\u00a0€"],
            ["Empreinte du dossier", {"digest": SHA256}],
        ],
        "files": [
            {"name": "Budget prévisionnel.xlsx", "size": "24 ko", "sha256": SHA256},
            {"name": "Lettre d’engagement.pdf", "size": "1,2 Mo", "sha256": SHA256[::-1]},
        ],
        "files_caption": "Pièces reçues",
        "body": [{"kind": "steps", "items": ["Nous vérifions.", "Nous répondons."]}],
    }
    budget = {
        "kind": "table",
        "caption": "Budget par partenaire",
        "columns": [
            {"label": "Partenaire"},
            {"label": "Catégorie", "width": "fit"},
            {"label": "Assiette", "align": "right", "width": "fit"},
            {"label": "Aide", "align": "right", "width": "fit"},
        ],
        "rows": BUDGET_ROWS,
        "total": ["Total", "", "22\u202f500\u202f000\u00a0€", "2\u202f250\u202f000\u00a0€"],
    }
    agreement = {
        "heading": "Convention de financement",
        "reference": "CONV-EX-7",
        "parties": [
            {"name": "L’opérateur (exemple)", "lines": ["1 rue d’Exemple, Paris"], "called": "ci-après l’opérateur"},
            {"name": "Organisation d’exemple", "lines": ["SIREN 000 000 000"], "called": "ci-après le bénéficiaire"},
        ],
        "preamble": [{"kind": "paragraph", "text": "Il est convenu ce qui suit."}],
        "articles": [
            {"title": title, "blocks": [{"kind": "paragraph", "text": "Texte d’exemple de l’article. " * 14}]}
            for title in ("Objet", "Durée", "Montant de l’aide", "Versements", "Partage des ressources")
        ],
        "signatures": [
            {"party": "L’opérateur (exemple)", "signatory": "Prénom Nom, directrice"},
            {"party": "Organisation d’exemple", "signatory": "Prénom Nom, président", "signed": "Signé le 22/11/2026"},
        ],
        "annexes": [{"title": "Budget par partenaire", "blocks": [budget]}],
    }
    return {"letter": letter, "receipt": receipt, "agreement": agreement}


@pytest.fixture
def render(examples: dict[str, dict[str, Any]]) -> Callable[..., bytes]:
    """`render("letter", …)`: the example document of this shape."""

    def run(shape: str, data: dict[str, Any] | None = None, **others: Any) -> bytes:
        arguments: dict[str, Any] = {"title": "Document d’exemple", "language": "fr", "created_at": CREATED_AT}
        return render_pdf(HERE / f"example_{shape}.typ", data or examples[shape], **(arguments | others))

    return run
