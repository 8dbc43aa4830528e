"""What must an officer look at before a file is complete? One line a section, budget, piece and validation."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from deffinum.design.formats import money_text
from deffinum.rooms.calls.public import ApplicationDossier, AskedPart, PartKind
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.words import PieceVerdict

SIGN_OFF = "sign_off"


@dataclass(frozen=True)
class CompletenessLine:
    """One line. `verdict` is '' until the officer has looked; `found` says what the file holds."""

    item_key: str
    kind: str
    """A PartKind, or 'sign_off'."""
    key: str
    partner_id: uuid.UUID | None
    label: str
    owner: str
    """Member's name; '' for the consortium's own parts."""
    found: str
    file_id: uuid.UUID | None
    verdict: str
    comment: str

    @property
    def verdict_label(self) -> str:
        """The verdict in words."""
        return str(PieceVerdict(self.verdict).label) if self.verdict else _("À examiner")

    def asked(self) -> AskedPart:
        """What the consortium is asked for. A member validates its part again through its financing plan."""
        kind = PartKind.FUNDING if self.kind == SIGN_OFF else PartKind(self.kind)
        note = self.comment or _("%(label)s : %(verdict)s.") % {"label": self.label, "verdict": self.verdict_label}
        return AskedPart(kind=kind, key=self.key, partner_id=self.partner_id, note=note)


@dataclass(frozen=True)
class CompletenessList:
    """The whole list."""

    lines: tuple[CompletenessLine, ...]

    @property
    def to_look_at(self) -> tuple[CompletenessLine, ...]:
        """Lines without a verdict yet."""
        return tuple(each for each in self.lines if not each.verdict)

    @property
    def to_ask_for(self) -> tuple[CompletenessLine, ...]:
        """Lines missing or to correct."""
        return tuple(each for each in self.lines if each.verdict in {PieceVerdict.MISSING, PieceVerdict.TO_CORRECT})

    @property
    def is_complete(self) -> bool:
        """Every line was found conform."""
        return all(each.verdict == PieceVerdict.CONFORM for each in self.lines)


def item_key(kind: str, key: str, partner_id: uuid.UUID | None) -> str:
    """'section:need:', 'piece:letter:3f2b…', 'sign_off::3f2b…'."""
    return f"{kind}:{key}:{partner_id or ''}"


def completeness_list(examination: Examination, dossier: ApplicationDossier) -> CompletenessList:
    """The list with what the officer already found (one query)."""
    known = {each.item_key: (each.verdict, each.comment) for each in examination.piece_checks.all()}
    lines = []
    for kind, key, partner_id, label, owner, found, file_id in _expected(dossier):
        name = item_key(kind, key, partner_id)
        verdict, comment = known.get(name, ("", ""))
        lines.append(CompletenessLine(name, kind, key, partner_id, label, owner, found, file_id, verdict, comment))
    return CompletenessList(tuple(lines))


Expected = tuple[str, str, uuid.UUID | None, str, str, str, uuid.UUID | None]


def _expected(dossier: ApplicationDossier) -> Iterable[Expected]:
    for section in dossier.sections:
        words = _("réponses : %(answered)s sur %(asked)s") % {"answered": section.answered, "asked": section.asked}
        title = str(section.title)
        yield PartKind.SECTION, section.key, section.partner_id, title, section.partner_name, words, None
    for part in dossier.budget.parts:
        words = _("dépenses de %(amount)s") % {"amount": money_text(part.base)}
        yield PartKind.BUDGET, "", part.partner_id, _("Budget"), part.name, words, None
        words = _("aide de %(amount)s") % {"amount": money_text(part.aid)}
        yield PartKind.FUNDING, "", part.partner_id, _("Plan de financement"), part.name, words, None
    for each in dossier.pieces:
        file, label = each.attachment, str(each.piece.label)
        if file is not None:
            yield PartKind.PIECE, each.piece.key, each.partner_id, label, each.partner_name, file.name, file.id
        elif each.piece.required:
            words = _("aucun fichier")
            yield PartKind.PIECE, each.piece.key, each.partner_id, label, each.partner_name, words, None
    for member in dossier.active_members:
        words = _("validée") if member.signed_off_at else _("non validée")
        yield SIGN_OFF, "", member.id, _("Validation de la partie"), member.name, words, None
