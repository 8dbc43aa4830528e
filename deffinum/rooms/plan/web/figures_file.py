"""The figures as a file: the same query as the page and the API."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse

from deffinum.design.formats import cell_text
from deffinum.rooms.plan.queries.published_figures import PublishedFigure, published_figures

COLUMNS = (
    "key", "group", "label_fr", "label_en", "qualifier", "value", "unit", "as_of", "as_of_note_fr", "as_of_note_en",
    "note_fr", "note_en", "said_by", "address", "lever",
)  # fmt: skip


def figures_csv(request: HttpRequest) -> HttpResponse:
    """`/plan/chiffres.csv`: UTF-8 with its mark (spreadsheets read the accents), comma, one line an entry."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(each) for each in published_figures())
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="chiffres-du-plan.csv"'
    return response


def _row(figure: PublishedFigure) -> tuple[str, ...]:
    texts = (
        figure.key,
        figure.group,
        figure.label.fr,
        figure.label.en,
        figure.qualifier,
        figure.written_value,
        figure.unit,
        figure.as_of.text,
        figure.as_of_note.fr,
        figure.as_of_note.en,
        figure.note.fr,
        figure.note.en,
        figure.source.said_by,
        figure.source.address,
        figure.lever,
    )
    return tuple(map(cell_text, texts))
