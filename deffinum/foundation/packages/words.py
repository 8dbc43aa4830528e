"""The formats of learning content that the platform knows how to open."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class PackageFormat(StrEnum):
    """What a file is, once it was read."""

    SCORM_12 = "scorm-1.2"
    SCORM_2004 = "scorm-2004"
    CMI5 = "cmi5"
    XAPI = "xapi"
    H5P = "h5p"
    GLTF = "gltf"
    PANORAMA = "panorama"
    VIDEO = "video"
    PDF = "pdf"


LABELS: dict[PackageFormat, Promise] = {
    PackageFormat.SCORM_12: _("Module SCORM 1.2"),
    PackageFormat.SCORM_2004: _("Module SCORM 2004"),
    PackageFormat.CMI5: _("Cours cmi5"),
    PackageFormat.XAPI: _("Paquet xAPI"),
    PackageFormat.H5P: _("Contenu H5P"),
    PackageFormat.GLTF: _("Objet 3D (glTF)"),
    PackageFormat.PANORAMA: _("Photo à 360°"),
    PackageFormat.VIDEO: _("Vidéo"),
    PackageFormat.PDF: _("Document PDF"),
}

ARCHIVES = frozenset(
    {PackageFormat.SCORM_12, PackageFormat.SCORM_2004, PackageFormat.CMI5, PackageFormat.XAPI, PackageFormat.H5P}
)
"""Formats whose file is a ZIP archive, read entry by entry; the others are one file."""


def label_of(found: str) -> str:
    """The words of a format, in the language in use."""
    return str(LABELS[PackageFormat(found)])
