"""The error that a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from django.utils.functional import Promise


class DomainError(Exception):
    """A rule of the domain says no. The message says what happened, what was kept and what to do next.

    `field` names the form field the sentence belongs to ('' for the whole page); `status` is the HTTP
    status that the page and the API answer with.
    """

    status: ClassVar[int] = 409
    retry_after: ClassVar[int] = 0
    """Seconds after which asking again may go well (the header Retry-After); 0: nothing is said."""

    def __init__(self, message: str | Promise, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)
