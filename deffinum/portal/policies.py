"""Who may open the pages over several rooms."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.people.public import Role

DESK_ROLES = (Role.OFFICER, Role.DECIDER, Role.EXPERT, Role.JURY, Role.ADMINISTRATOR)


def may_open_desk(actor: Actor, *, now: datetime) -> Verdict:
    """Those who work on the files of others: officers, signatories, experts, jury, administrators."""
    if actor.has_any(*DESK_ROLES):
        return ALLOWED
    return refused(_("Cette page réunit le travail des agents, des experts et du jury."))
