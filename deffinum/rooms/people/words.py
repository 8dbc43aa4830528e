"""Choices of the people room."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person may do on the plan, on a call or for the whole platform (beside mandates)."""

    OFFICER = "officer", _("Agent instructeur")
    DECIDER = "decider", _("Signataire des décisions")
    EXPERT = "expert", _("Expert")
    JURY = "jury", _("Membre du jury")
    COMMITTEE = "committee", _("Membre du comité de suivi")
    ADMINISTRATOR = "administrator", _("Administrateur de la plateforme")


class Scope(TextChoices):
    """What a role is held on; an empty scope means everywhere. A mandate is held on an organisation."""

    EVERYWHERE = "", _("Toute la plateforme")
    PLAN = "plan", _("Le plan")
    CALL = "call", _("Un appel à projets")
    ORGANISATION = "organisation", _("Une organisation")


class MandateKind(TextChoices):
    """What a mandate lets its holder do for the organisation."""

    REPRESENTATIVE = "representative", _("Représentant habilité à signer")
    CONTRIBUTOR = "contributor", _("Contributeur")


class OrganisationKind(TextChoices):
    """Kinds of the real calls' lists of eligible partners."""

    TRAINING = "training", _("Organisme de formation")
    APPRENTICESHIP = "apprenticeship", _("Centre de formation d’apprentis (CFA)")
    SCHOOL = "school", _("École ou établissement d’enseignement")
    BRANCH = "branch", _("Branche ou filière professionnelle")
    OPCO = "opco", _("Opérateur de compétences (OPCO)")
    COMPANY = "company", _("Entreprise")
    PUBLISHER = "publisher", _("Éditeur de contenus")
    EDTECH = "edtech", _("EdTech")
    INCLUSION = "inclusion", _("Structure d’insertion par l’activité économique")
    LABORATORY = "laboratory", _("Laboratoire de recherche")
    PLACE = "place", _("Tiers-lieu")
    PUBLIC = "public", _("Collectivité ou organisme public")
    STATE = "state", _("État ou opérateur de l’État")
    ASSOCIATION = "association", _("Association")
    OTHER = "other", _("Autre")


class InvitationState(TextChoices):
    """The life of an invitation."""

    SENT = "sent", _("Envoyée")
    ACCEPTED = "accepted", _("Acceptée")
    DECLINED = "declined", _("Déclinée")
    REVOKED = "revoked", _("Retirée")


class MandateRequestState(TextChoices):
    """The life of a request to act for an organisation."""

    SENT = "sent", _("En attente de réponse")
    ACCEPTED = "accepted", _("Acceptée")
    REFUSED = "refused", _("Refusée")


class Channel(TextChoices):
    """How a person hears about what happens."""

    PAGE = "page", _("Dans la plateforme")
    MAIL = "mail", _("Par courriel")
