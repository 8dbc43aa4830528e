"""The error of a package that cannot be kept: its cause as a code, and a sentence for the person who sent it."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Words


class Cause(StrEnum):
    """Why a package is refused."""

    DAMAGED = "damaged"
    TRAVERSAL = "traversal"
    ABSOLUTE = "absolute"
    BACKSLASH = "backslash"
    UNREADABLE_NAME = "unreadable-name"
    ODD_NAME = "odd-name"
    LINK = "link"
    DUPLICATE = "duplicate"
    BOMB = "bomb"
    OVERLAP = "overlap"
    TOO_MANY = "too-many"
    TOO_LARGE = "too-large"
    ENCRYPTED = "encrypted"
    COMPRESSION = "compression"
    MANIFEST = "manifest"
    LAUNCH_FILE = "launch-file"
    LIBRARY = "library"
    FILE_TYPE = "file-type"
    MISSING_FILE = "missing-file"
    UNKNOWN_FORMAT = "unknown-format"


class PackageRefused(DomainError):
    """Nothing of the package was kept; the sentence names the cause, and the entry when there is one."""

    status = 422

    def __init__(self, cause: Cause, sentence: Words) -> None:
        super().__init__(_("%(sentence)s Rien n’a été conservé.") % {"sentence": sentence}, field="package")
        self.cause = cause


SHOWN_NAME = 120
"""Characters of an entry's name that a sentence repeats."""


def shown(name: str | bytes) -> str:
    """A name that somebody else chose, cut and without what cannot be read, to stand in a sentence."""
    text = name.decode("utf-8", "replace") if isinstance(name, bytes) else name
    return "".join(each if each.isprintable() else "\ufffd" for each in text[:SHOWN_NAME])
