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
    """What the committee decided (PRODUCT rule 4)."""

    RETAINED = "retained", _("Retenue")
    WAITING = "waiting", _("Liste d’attente")
    REFUSED = "refused", _("Refusée")
    REDIRECTED = "redirected", _("Réorientée vers un autre dispositif")


class AssignmentState(TextChoices):
    """The life of a review asked of an expert."""

    ASKED = "asked", _("Demandée")
    ACCEPTED = "accepted", _("Acceptée, sans conflit déclaré")
    CONFLICT = "conflict", _("Conflit d’intérêts déclaré")
    DECLINED = "declined", _("Déclinée")
    DONE = "done", _("Rendue")
    CANCELLED = "cancelled", _("Annulée")
