"""The formats the platform knows by name, and how it writes sizes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KEPT = "kept"
REMOVED = "removed"
"""States of a stored file."""

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"
SVG = "image/svg+xml"
GLB = "model/gltf-binary"
GLTF = "model/gltf+json"
MP4 = "video/mp4"
WEBM = "video/webm"
ZIP = "application/zip"
CSV = "text/csv"
TEXT = "text/plain"
HTML = "text/html"
SCRIPT = "text/x-script"
RTF = "application/rtf"
OLD_OFFICE = "application/x-ole-storage"
PROGRAM = "application/vnd.microsoft.portable-executable"
UNKNOWN = "application/octet-stream"

DOCUMENTS = frozenset({PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP})
"""What an attachment of a file usually is."""
ZIP_BASED = frozenset({DOCX, XLSX, PPTX, ODT, ODS, ODP, ZIP})
"""What is a ZIP archive underneath."""
IMAGES = frozenset({PNG, JPEG, WEBP})
"""Photographs and screenshots; SVG is apart because it can carry scripts."""


@dataclass(frozen=True)
class Format:
    """A format: its media type, the endings of names that announce it (first: the one we write), its words."""

    media_type: str
    endings: tuple[str, ...]
    label: str | Promise


FORMATS = (
    Format(PDF, ("pdf",), _("un document PDF")),
    Format(DOCX, ("docx",), _("un document Word (DOCX)")),
    Format(XLSX, ("xlsx",), _("un tableur Excel (XLSX)")),
    Format(PPTX, ("pptx",), _("un diaporama PowerPoint (PPTX)")),
    Format(ODT, ("odt",), _("un document OpenDocument (ODT)")),
    Format(ODS, ("ods",), _("un tableur OpenDocument (ODS)")),
    Format(ODP, ("odp",), _("un diaporama OpenDocument (ODP)")),
    Format(PNG, ("png",), _("une image PNG")),
    Format(JPEG, ("jpg", "jpeg"), _("une image JPEG")),
    Format(WEBP, ("webp",), _("une image WebP")),
    Format(SVG, ("svg",), _("un dessin SVG")),
    Format(GLB, ("glb",), _("un objet 3D (GLB)")),
    Format(GLTF, ("gltf",), _("un objet 3D (glTF)")),
    Format(ZIP, ("zip", "h5p"), _("une archive ZIP")),
    Format(CSV, ("csv",), _("un tableau CSV")),
    Format(TEXT, ("txt", "text", "md"), _("un texte simple")),
    Format(HTML, ("html", "htm", "xhtml"), _("une page web (HTML)")),
    Format(SCRIPT, ("sh", "js", "mjs", "vbs", "ps1", "bat", "cmd", "py", "php"), _("un programme (script)")),
    Format(RTF, ("rtf",), _("un texte enrichi (RTF)")),
    Format(OLD_OFFICE, ("doc", "xls", "ppt", "msi"), _("un document Office ancien ou protégé par mot de passe")),
    Format(PROGRAM, ("exe", "dll", "scr", "com"), _("un programme (Windows)")),
    Format("application/vnd.ms-word.document.macroEnabled.12", ("docm",), _("un document Word avec macros")),
    Format("application/vnd.ms-excel.sheet.macroEnabled.12", ("xlsm", "xlsb"), _("un tableur Excel avec macros")),
    Format("image/gif", ("gif",), _("une image GIF")),
    Format(MP4, ("mp4", "m4v"), _("une vidéo MP4")),
    Format(WEBM, ("webm",), _("une vidéo WebM")),
    Format("audio/mpeg", ("mp3",), _("un son MP3")),
    Format("application/vnd.rar", ("rar",), _("une archive RAR")),
    Format("application/x-7z-compressed", ("7z",), _("une archive 7-Zip")),
)

BY_MEDIA_TYPE = {each.media_type: each for each in FORMATS}
BY_ENDING = {ending: each for each in FORMATS for ending in each.endings}


def label_of(media_type: str) -> str:
    """The words of a format, in the language in use: 'un document PDF'."""
    known = BY_MEDIA_TYPE.get(media_type)
    if known is not None:
        return str(known.label)
    if media_type == UNKNOWN:
        return str(_("d’un format que nous ne reconnaissons pas"))
    return str(_("un fichier de type %(type)s") % {"type": media_type})


def endings_text(media_types: frozenset[str]) -> str:
    """The endings to show beside a field: 'DOCX, PDF, XLSX' (sorted; a type without a known ending is shown whole)."""
    shown = {BY_MEDIA_TYPE[each].endings[0].upper() if each in BY_MEDIA_TYPE else each for each in media_types}
    return ", ".join(sorted(shown))


def size_text(size: int, language: str = "fr") -> str:
    """A size in bytes as people read it, in powers of ten, rounded half up to one decimal: '2,4 Mo', '2.4 MB'."""
    english = language.startswith("en")
    unit, letter = next(
        ((unit, letter) for unit, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")) if size >= unit), (1, "")
    )
    symbol = letter + ("B" if english else "o")
    if unit == 1:
        return f"{size}\u00a0" + ((_bytes_word(size)) if english else ("octet" if size < 2 else "octets"))
    tenths = (size * 20 + unit) // (2 * unit)
    whole, decimal = divmod(tenths, 10)
    separator = "." if english else ","
    return f"{whole}{separator}{decimal}\u00a0{symbol}" if decimal else f"{whole}\u00a0{symbol}"


def _bytes_word(size: int) -> str:
    return "byte" if size == 1 else "bytes"
