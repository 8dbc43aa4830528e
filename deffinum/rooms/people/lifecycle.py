"""Invitations and requests for a mandate: their states as tables."""

from __future__ import annotations

from deffinum.foundation.lifecycle.table import Lifecycle, Move
from deffinum.foundation.values import Text

INVITATION = Lifecycle(
    kind="people.invitation",
    initial="sent",
    labels={
        "sent": Text("envoyée", "sent"),
        "accepted": Text("acceptée", "accepted"),
        "declined": Text("déclinée", "declined"),
        "revoked": Text("retirée", "withdrawn"),
    },
    moves=(
        Move("accept", ("sent",), "accepted", "invited person", Text("Accepter l’invitation", "Accept the invitation")),
        Move(
            "decline", ("sent",), "declined", "invited person", Text("Décliner l’invitation", "Decline the invitation")
        ),
        Move("revoke", ("sent",), "revoked", "representative", Text("Retirer l’invitation", "Withdraw the invitation")),
    ),
)

MANDATE_REQUEST = Lifecycle(
    kind="people.mandate_request",
    initial="sent",
    labels={
        "sent": Text("en attente de réponse", "waiting for an answer"),
        "accepted": Text("acceptée", "accepted"),
        "refused": Text("refusée", "refused"),
    },
    moves=(
        Move("accept", ("sent",), "accepted", "representative", Text("Donner le mandat", "Give the mandate")),
        Move("refuse", ("sent",), "refused", "representative", Text("Refuser la demande", "Refuse the request")),
    ),
)
