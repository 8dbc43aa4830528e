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
