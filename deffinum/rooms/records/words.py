"""Choices of the records room."""

from __future__ import annotations

from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeyScope(models.TextChoices):
    """What a key may do in its store (the scopes of xAPI 1.0.3 communication, section 4)."""

    WRITE = "statements/write", _("Écrire des traces")
    READ = "statements/read", _("Lire les traces")
    READ_MINE = "statements/read/mine", _("Lire les traces que cette clé a écrites")
    STATE = "state", _("Lire et écrire l’état d’une ressource")
    PROFILE = "profile", _("Lire et écrire les profils")
    DEFINE = "define", _("Décrire des activités")


class DocumentKind(models.IntegerChoices):
    """Which document resource of xAPI a document belongs to."""

    STATE = 1, _("État d’une activité")
    AGENT_PROFILE = 2, _("Profil d’un acteur")
    ACTIVITY_PROFILE = 3, _("Profil d’une activité")


class Purpose(models.TextChoices):
    """Why traces are kept: a consent and a length of time stand for each."""

    TRAINING = "training", _("Suivre la formation")
    PROOF = "proof", _("Prouver ce qui est acquis")
    IMPROVEMENT = "improvement", _("Améliorer les ressources")


class WaiveReason(models.TextChoices):
    """Why a unit need not be done (cmi5, section 9.5.5.2)."""

    TESTED_OUT = "Tested Out", _("Un test l’a montré")
    EQUIVALENT_UNIT = "Equivalent AU", _("Une unité équivalente du cours est faite")
    EQUIVALENT_OUTSIDE = "Equivalent Outside Activity", _("Une activité équivalente est faite ailleurs")
    ADMINISTRATIVE = "Administrative", _("Décision de l’organisme")


class LaunchModeChoice(models.TextChoices):
    """How a unit is launched (cmi5, section 10.2.2)."""

    NORMAL = "Normal", _("Suivre l’unité")
    BROWSE = "Browse", _("Parcourir sans être évalué")
    REVIEW = "Review", _("Revoir")


class StandardVersion(models.TextChoices):
    """Which version of xAPI another store is spoken to in."""

    FIRST = "1.0.3", _("xAPI 1.0.3")
    SECOND = "2.0.0", _("xAPI 2.0.0 (IEEE 9274.1.1)")


class Facet(models.TextChoices):
    """What the figures of a resource may be told apart by, beside the period (docs/decisions/0011)."""

    VERSION = "version", _("Version")
    PATH = "path", _("Parcours")
    PLACE = "place", _("Lieu")


class Grain(models.TextChoices):
    """How long one bar of a trend is."""

    DAY = "day", _("Jour")
    WEEK = "week", _("Semaine")
    MONTH = "month", _("Mois")
    QUARTER = "quarter", _("Trimestre")
    YEAR = "year", _("Année")


class Measure(IntEnum):
    """What is counted. The first six count learners, each once; so do SCORES and LASTED; the others add up attempts."""

    LEARNERS = 1
    COMPLETED = 2
    PASSED = 3
    FAILED = 4
    """Failed, and have not passed since."""
    STUCK = 5
    STOPPED = 6
    """This step is the last one that they touched of a resource that they neither completed nor passed."""
    ATTEMPTS = 10
    TRIES = 11
    ERRORS = 12
    TIME = 13
    """Milliseconds."""
    SCORES = 14
    """How many learners have one."""
    SCORE = 15
    """The best one of each added up, in ten-thousandths."""
    LASTED = 100
    """And from there on, one for each length of time that a learner spent in all."""
