"""Choices of the commons room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.packages.words import PackageFormat


class ResourceKind(models.TextChoices):
    """What a digital common is, for who looks for one."""

    MODULE = "module", _("Module à suivre")
    OBJECT = "object", _("Objet 3D")
    PANORAMA = "panorama", _("Photo à 360°")
    VIDEO = "video", _("Vidéo")
    DOCUMENT = "document", _("Document")


KIND_OF = {
    PackageFormat.GLTF: ResourceKind.OBJECT,
    PackageFormat.PANORAMA: ResourceKind.PANORAMA,
    PackageFormat.VIDEO: ResourceKind.VIDEO,
    PackageFormat.PDF: ResourceKind.DOCUMENT,
}
"""Kind of what is one file; every package is a module."""


def kind_of(found: PackageFormat) -> ResourceKind:
    """The kind of a resource whose first version has this format."""
    return KIND_OF.get(found, ResourceKind.MODULE)


class AccompanimentKind(models.TextChoices):
    """What makes a resource readable to who does not hear it, does not see it, or does not play it."""

    ALTERNATIVE = "alternative", _("Alternative textuelle")
    TRANSCRIPT = "transcript", _("Transcription")
    CAPTIONS = "captions", _("Sous-titres (WebVTT)")
    CHAPTERS = "chapters", _("Chapitres (WebVTT)")
    DESCRIPTIONS = "descriptions", _("Descriptions de ce qui se voit (WebVTT)")


TIMED = frozenset({AccompanimentKind.CAPTIONS, AccompanimentKind.CHAPTERS, AccompanimentKind.DESCRIPTIONS})
"""Those that follow the time of a video."""


class AccompanimentLanguage(models.TextChoices):
    """The languages of accompaniments: those of the platform."""

    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")
