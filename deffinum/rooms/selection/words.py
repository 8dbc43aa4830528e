"""Choices of the selection room."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ExaminationState(TextChoices):
    """The gates, in order (PRODUCT rule 3): on time → complete → eligible → reviewed → heard → decided."""

    RECEIVED = "received", _("Reçue")
    PIECES_REQUESTED = "pieces_requested", _("Pièces demandées")
    COMPLETE = "complete", _("Complète")
    INCOMPLETE = "incomplete", _("Incomplète, non examinée")
    ELIGIBLE = "eligible", _("Éligible")
    INELIGIBLE = "ineligible", _("Non éligible")
    IN_REVIEW = "in_review", _("En expertise")
    REVIEWED = "reviewed", _("Expertisée")
    HEARD = "heard", _("Auditionnée")
    DECIDED = "decided", _("Décidée")
    WITHDRAWN = "withdrawn", _("Retirée par le groupement")


class Outcome(TextChoices):
    """What was decided: by the committee (PRODUCT rule 4), or at a gate that closed the file before it."""

    RETAINED = "retained", _("Retenue")
    WAITING = "waiting", _("Liste d’attente")
    REFUSED = "refused", _("Refusée")
    REDIRECTED = "redirected", _("Réorientée vers un autre dispositif")
    INCOMPLETE = "incomplete", _("Incomplète, non examinée")
    INELIGIBLE = "ineligible", _("Non éligible")
    REOPENED = "reopened", _("Décision retirée, examen repris")


COMMITTEE_OUTCOMES = (Outcome.RETAINED, Outcome.WAITING, Outcome.REFUSED, Outcome.REDIRECTED)
"""What the committee may choose; the others are written by the gates, and by the decider who takes one up again."""


class AssignmentState(TextChoices):
    """The life of a review asked of an expert."""

    ASKED = "asked", _("Demandée")
    ACCEPTED = "accepted", _("Acceptée, sans conflit déclaré")
    CONFLICT = "conflict", _("Conflit d’intérêts déclaré")
    DECLINED = "declined", _("Déclinée")
    DONE = "done", _("Rendue")
    CANCELLED = "cancelled", _("Annulée")


class PieceVerdict(TextChoices):
    """What the officer found of one line of the completeness list."""

    CONFORM = "conform", _("Conforme")
    MISSING = "missing", _("Manquante")
    TO_CORRECT = "to_correct", _("À corriger")


CLOSED_STATES = (
    ExaminationState.DECIDED,
    ExaminationState.WITHDRAWN,
    ExaminationState.INCOMPLETE,
    ExaminationState.INELIGIBLE,
)
"""Nothing more is expected of the platform's side (a decision may still be changed, or appealed)."""

ACTIVE_ASSIGNMENT_STATES = (AssignmentState.ASKED, AssignmentState.ACCEPTED, AssignmentState.DONE)
"""Reviews that count: asked, being written, handed in."""

MARK_STEP = 50
"""Marks go by half a point: 50 hundredths."""

DIVERGENCE_HUNDREDTHS = 150
"""Two marks further apart than this (1.5 point) are shown to the officer and to the jury."""
