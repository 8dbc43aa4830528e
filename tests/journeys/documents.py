"""Small real files for journeys."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfWriter


def sample_pdf(folder: Path, name: str) -> Path:
    """A valid one-page PDF, made for the test."""
    path = folder / f"{name}.pdf"
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": f"Document d’exemple : {name}"})
    with path.open("wb") as file:
        writer.write(file)
    return path
