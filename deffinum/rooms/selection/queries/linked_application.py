"""The file that a redirection opened in another call."""

from __future__ import annotations

from deffinum.rooms.calls.public import Application
from deffinum.rooms.selection.models import Decision


def linked_application(decision: Decision) -> Application | None:
    """None when the decision redirects nowhere, or was not notified yet (`examination` loaded; at most one query)."""
    if decision.redirect_call_id is None:
        return None
    origin = decision.examination.application_id
    return Application.objects.filter(redirected_from=origin, call=decision.redirect_call_id).first()
