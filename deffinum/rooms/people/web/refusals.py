"""How a page says no: with the policy's reason, as a 403."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from deffinum.foundation.policies import Verdict


def require(verdict: Verdict) -> None:
    """Answer 403 with the reason when the verdict is negative."""
    if not verdict:
        raise PermissionDenied(str(verdict.reason))
