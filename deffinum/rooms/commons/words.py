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
