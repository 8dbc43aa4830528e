"""Choices of the plan room."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LeverState(TextChoices):
    """States of a lever (PRODUCT section 1)."""

    NOT_LAUNCHED = "not_launched", _("Non lancé")
    IN_PREPARATION = "in_preparation", _("En préparation")
    LAUNCHED = "launched", _("Lancé")
    RUNNING = "running", _("En cours")
    ENDED = "ended", _("Achevé")
    ABANDONED = "abandoned", _("Abandonné")
    AIM = "aim", _("Ambition")


class AxisKind(TextChoices):
    """The plan's own two words: three axes in 2021, then two work-streams in 2022."""

    AXIS = "axis", _("Axe")
    WORK_STREAM = "work_stream", _("Chantier")


class Qualifier(TextChoices):
    """What the source writes before its figure; it is part of the figure."""

    EXACT = "", _("exactement")
    ABOUT = "about", _("environ")
    MORE_THAN = "more_than", _("plus de")
    AVERAGE = "average", _("en moyenne")


class FigureGroup(TextChoices):
    """How the plan's page groups the figures that are not money."""

    FUNNEL = "funnel", _("De l’intention au projet retenu")
    SCOPE = "scope", _("Portée des projets retenus")
    NATURE = "nature", _("Nature des projets retenus")
    SECTOR = "sector", _("Secteurs des projets sectoriels")
    CONSORTIUM = "consortium", _("Groupements")
    PLACES = "places", _("Tiers-lieux de formation")
    AXES = "axes", _("Axes du plan")


class Unit(TextChoices):
    """What a figure counts."""

    FILES = "files", _("dossiers")
    PROJECTS = "projects", _("projets")
    PARTNERS = "partners", _("partenaires")
    PLACES = "places", _("tiers-lieux")
    ORGANISATIONS = "organisations", _("organismes de formation")
    DEPARTMENTS = "departments", _("départements")
    AXES = "axes", _("axes")
