"""Choices of the grants room."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgreementState(TextChoices):
    """The life of an agreement."""

    DRAFT = "draft", _("En préparation")
    TO_SIGN = "to_sign", _("À signer")
    SIGNED = "signed", _("Signée par toutes les parties")
    ENDED = "ended", _("Soldée")
    CANCELLED = "cancelled", _("Abandonnée")


TONES: dict[str, str] = {
    AgreementState.TO_SIGN: "progress",
    AgreementState.SIGNED: "success",
    AgreementState.ENDED: "success",
    AgreementState.CANCELLED: "stopped",
}


def tone_of(state: str) -> str:
    """The tone of a state's tag."""
    return TONES.get(state, "todo")


class AwardStanding(TextChoices):
    """Where the money of an award stands, from facts that are public: the signature and what was paid."""

    DECIDED = "decided", _("Décidée")
    SIGNED = "signed", _("Convention signée")
    PART_PAID = "part_paid", _("Versée en partie")
    PAID = "paid", _("Versée en entier")
    NOT_PUBLISHED = "not_published", _("Suite non publiée")

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return {"signed": "progress", "part_paid": "progress", "paid": "success"}.get(self.value, "neutral")


class RevisionKind(TextChoices):
    """What a decision that replaces another does to an award."""

    REVISED = "revised", _("Projet de convention récrit")
    CANCELLED = "cancelled", _("Convention abandonnée")
    KEPT = "kept", _("Rien n’a changé : une partie a déjà signé")


class TrancheTrigger(TextChoices):
    """What makes a tranche payable."""

    SIGNATURE = "signature", _("Signature de la convention")
    MID_TERM = "mid_term", _("Rapport intermédiaire accepté")
    FINAL = "final", _("Rapport final et compte rendu financier acceptés")


class Side(TextChoices):
    """The two sides of an agreement."""

    GRANTOR = "grantor", _("Financeur")
    BENEFICIARY = "beneficiary", _("Bénéficiaire")


class LedgerKind(TextChoices):
    """Kinds of rows of the ledger."""

    COMMITMENT = "commitment", _("Engagement")
    PAYMENT = "payment", _("Paiement")
    REVERSAL = "reversal", _("Annulation d’écriture")


class DeliverableState(TextChoices):
    """The life of a deliverable."""

    DUE = "due", _("Attendu")
    HANDED_IN = "handed_in", _("Remis")
    ACCEPTED = "accepted", _("Accepté")
    TO_REDO = "to_redo", _("À reprendre")


PAYMENT_DAYS = 60
"""A payment is due within 60 days of what makes it payable (law 2021-875; PRODUCT rule 8)."""
