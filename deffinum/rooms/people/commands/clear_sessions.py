"""Forget the sessions that ended, with the codes of sign-in and of reset that they hold."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor


@command("people.clear_sessions")
def clear_sessions(*, by: Actor, now: datetime) -> int:
    """Delete the sessions whose end is past; returns how many. `now` is read on the clock that dates sessions."""
    deleted, _detail = Session.objects.filter(expire_date__lt=now).delete()
    return deleted
