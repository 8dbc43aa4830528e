"""Where to go to fill a gap."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.urls import reverse

from deffinum.rooms.calls.queries.completeness import Gap
from deffinum.rooms.calls.words import PartKind

PAGES = {
    PartKind.IDENTITY: "application_identity",
    PartKind.BUDGET: "budget",
    PartKind.FUNDING: "funding",
    PartKind.PIECE: "pieces",
    "sign_off": "consortium",
    "invitation": "consortium",
    "rule": "application_identity",
}


@dataclass(frozen=True)
class GapLine:
    """A gap and the page that fills it."""

    sentence: str
    address: str


def gap_lines(application_id: uuid.UUID, gaps: tuple[Gap, ...]) -> list[GapLine]:
    """The list to show, each line a link."""
    return [GapLine(each.sentence, gap_address(application_id, each)) for each in gaps]


def gap_address(application_id: uuid.UUID, gap: Gap) -> str:
    """The page, and the field in it when it is known."""
    if gap.kind == PartKind.SECTION:
        partner = [gap.partner_id] if gap.partner_id else []
        return reverse("calls:application_section", args=[application_id, gap.key, *partner]) + f"#id_{gap.field_key}"
    return reverse(f"calls:{PAGES[gap.kind]}", args=[application_id])
