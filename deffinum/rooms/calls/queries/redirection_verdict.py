"""May this application be redirected to that call? The rooms above ask before they decide."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.policies import Actor, Verdict
from deffinum.rooms.calls.models import Application, Call
from deffinum.rooms.calls.policies.after_deposit import may_redirect_to


def redirection_verdict(*, application_id: uuid.UUID, call_id: uuid.UUID, actor: Actor, now: datetime) -> Verdict:
    """The verdict of `redirect_application`, before anything is written (two queries). Raises DoesNotExist."""
    application = Application.objects.get(pk=application_id)
    return may_redirect_to(actor, application, Call.objects.get(pk=call_id), now=now)
