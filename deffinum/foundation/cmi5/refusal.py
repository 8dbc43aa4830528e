"""The error of a course structure that breaks a rule of cmi5."""

from __future__ import annotations

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError


class InvalidCourse(DomainError):
    """The course structure breaks a rule of cmi5 (400). `line` is where; 0: the document as a whole."""

    status = 400

    def __init__(self, sentence: str, *, line: int = 0) -> None:
        super().__init__(
            _("Ligne %(line)s : %(sentence)s") % {"line": line, "sentence": sentence} if line else sentence,
            field="package",
        )
        self.line = line
