"""Choices of the calls room."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CallState(TextChoices):
    """The life of a call. Whether it is open is a matter of waves and of the clock, not of state."""

    DRAFT = "draft", _("En préparation")
    PUBLISHED = "published", _("Publié")
    CLOSED_EARLY = "closed_early", _("Clos avant terme")
    ARCHIVED = "archived", _("Archivé")


class WaveStatus(TextChoices):
    """Where a wave stands at an instant: computed, never stored."""

    COMING = "coming", _("À venir")
    OPEN = "open", _("Ouverte")
    GRACE = "grace", _("Délai de grâce")
    CLOSED = "closed", _("Close")


class CallTiming(TextChoices):
    """Where a call stands at an instant: computed from its state and its waves, never stored."""

    OPEN = "open", _("Ouvert")
    COMING = "coming", _("À venir")
    CLOSED = "closed", _("Clos")
    RECORD = "record", _("Calendrier non connu")


class ApplicationState(TextChoices):
    """The life of an application in this room; its examination lives in the selection room."""

    DRAFT = "draft", _("Brouillon")
    SUBMITTED = "submitted", _("Déposée")
    COMPLETING = "completing", _("Pièces à compléter")
    WITHDRAWN = "withdrawn", _("Retirée")


class PartnerRole(TextChoices):
    """Place in the consortium."""

    LEAD = "lead", _("Chef de file")
    PARTNER = "partner", _("Partenaire")


class PartnerState(TextChoices):
    """The life of a partner in a consortium."""

    INVITED = "invited", _("Invité")
    JOINED = "joined", _("A rejoint le groupement")
    SIGNED_OFF = "signed_off", _("A validé sa partie")
    DECLINED = "declined", _("A décliné")
    REMOVED = "removed", _("Retiré du groupement")


ACTIVE_PARTNER_STATES = (PartnerState.JOINED, PartnerState.SIGNED_OFF)
"""A member who is in, whether it has signed off or not."""


class Punctuality(TextChoices):
    """Why a deposit was on time (PRODUCT rule 6)."""

    ON_TIME = "on_time", _("Dans les délais")
    GRACE = "grace", _("Dans le délai de grâce")
    EXCEPTION = "exception", _("Par dérogation nominative")
    COMPLETION = "completion", _("En réponse à une demande de pièces")


class PartKind(TextChoices):
    """What a person writes in an application: the unit that can be locked, or asked for again."""

    IDENTITY = "identity", _("Présentation du projet")
    SECTION = "section", _("Rubrique du formulaire")
    BUDGET = "budget", _("Budget")
    FUNDING = "funding", _("Plan de financement")
    PIECE = "piece", _("Pièce")


class CategoryKind(TextChoices):
    """Split of expenses that some calls look at."""

    INVESTMENT = "investment", _("Investissement")
    OPERATING = "operating", _("Fonctionnement")


class FundingKind(TextChoices):
    """Lines of a financing plan."""

    AID = "aid", _("Aide demandée")
    OWN = "own", _("Autofinancement")
    COFUNDER = "cofunder", _("Cofinanceur")
    VALUED = "valued", _("Apport valorisé (sans mouvement d’argent)")


class QuestionState(TextChoices):
    """The life of a question asked on a call."""

    ASKED = "asked", _("Posée")
    PUBLISHED = "published", _("Réponse publiée")
    SET_ASIDE = "set_aside", _("Sans suite")
