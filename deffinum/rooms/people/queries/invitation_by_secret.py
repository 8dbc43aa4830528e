"""What the link of an invitation opens."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from deffinum.foundation.policies import Actor
from deffinum.rooms.people.models import Account, Invitation
from deffinum.rooms.people.queries.secrets import digest_of
from deffinum.rooms.people.words import InvitationState, MandateKind


class InvitationFace(StrEnum):
    """What the person who opens the link may do."""

    OPEN = "open"
    """Signed in with the invited address: accept or decline."""
    SIGN_IN = "sign_in"
    """Nobody is signed in: sign in, or create an account, with the invited address."""
    FOREIGN = "foreign"
    """Another address is signed in."""
    EXPIRED = "expired"
    USED = "used"
    REVOKED = "revoked"
    DECLINED = "declined"


@dataclass(frozen=True)
class InvitationView:
    """An invitation as its recipient sees it."""

    id: uuid.UUID
    secret_digest: str
    face: InvitationFace
    organisation_id: uuid.UUID
    organisation_name: str
    email: str
    kind: str
    invited_by: str
    expires_at: datetime
    answered_by_me: bool

    @property
    def kind_label(self) -> str:
        """In the language in force."""
        return str(MandateKind(self.kind).label)

    @property
    def masked_email(self) -> str:
        """'m…@exemple.org': enough for its owner to know it, too little for anyone else to learn it."""
        name, _, domain = self.email.partition("@")
        return f"{name[:1]}…@{domain}"


_ANSWERED = {
    InvitationState.ACCEPTED.value: InvitationFace.USED,
    InvitationState.DECLINED.value: InvitationFace.DECLINED,
    InvitationState.REVOKED.value: InvitationFace.REVOKED,
}


def invitation_by_secret(secret: str, *, actor: Actor, now: datetime) -> InvitationView | None:
    """The invitation that a link opens; None when no sending has this secret (unknown, or replaced by a later one)."""
    row = Invitation.objects.select_related("organisation", "invited_by").filter(secret_hash=digest_of(secret)).first()
    if row is None:
        return None
    mine = Account.objects.filter(pk=actor.account_id) if actor.account_id else Account.objects.none()
    email = mine.values_list("email", flat=True).first() or ""
    return InvitationView(
        id=row.pk,
        secret_digest=row.secret_hash,
        face=_face(row, email=email, now=now),
        organisation_id=row.organisation_id,
        organisation_name=row.organisation.name,
        email=row.email,
        kind=row.kind,
        invited_by=row.invited_by.name,
        expires_at=row.expires_at,
        answered_by_me=row.answered_by_id is not None and row.answered_by_id == actor.account_id,
    )


def _face(row: Invitation, *, email: str, now: datetime) -> InvitationFace:
    if row.state != InvitationState.SENT:
        return _ANSWERED[row.state]
    if row.expires_at <= now:
        return InvitationFace.EXPIRED
    if not email:
        return InvitationFace.SIGN_IN
    return InvitationFace.OPEN if email.lower() == row.email.lower() else InvitationFace.FOREIGN
