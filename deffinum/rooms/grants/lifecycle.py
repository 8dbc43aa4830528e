"""The life of an agreement and of a deliverable, as tables."""

from __future__ import annotations

from deffinum.foundation.lifecycle.table import Lifecycle, Move
from deffinum.foundation.values import Text
from deffinum.rooms.grants.words import AgreementState as A
from deffinum.rooms.grants.words import DeliverableState as D

AGREEMENT = Lifecycle(
    kind="grants.agreement",
    initial=A.DRAFT,
    labels={
        A.DRAFT: Text("En préparation", "Being prepared"),
        A.TO_SIGN: Text("À signer", "To be signed"),
        A.SIGNED: Text("Signée par toutes les parties", "Signed by every party"),
        A.ENDED: Text("Soldée", "Closed"),
        A.CANCELLED: Text("Abandonnée", "Cancelled"),
    },
    moves=(
        Move("send_to_sign", (A.DRAFT,), A.TO_SIGN, "officer", Text("Envoyer à la signature", "Send for signature")),
        Move("take_back", (A.TO_SIGN,), A.DRAFT, "officer", Text("Reprendre le texte", "Take back"), needs_reason=True),
        Move(
            "revive",
            (A.CANCELLED,),
            A.DRAFT,
            "officer, or the platform when the decision changes",
            Text("Reprendre une convention abandonnée", "Take a cancelled agreement up again"),
            needs_reason=True,
        ),
        Move("all_signed", (A.TO_SIGN,), A.SIGNED, "parties", Text("Dernière signature", "Last signature")),
        Move("end", (A.SIGNED,), A.ENDED, "officer", Text("Solder la convention", "Close the agreement")),
        Move(
            "cancel",
            (A.DRAFT, A.TO_SIGN),
            A.CANCELLED,
            "officer",
            Text("Abandonner la convention", "Cancel the agreement"),
            needs_reason=True,
        ),
    ),
)

DELIVERABLE = Lifecycle(
    kind="grants.deliverable",
    initial=D.DUE,
    labels={
        D.DUE: Text("Attendu", "Expected"),
        D.HANDED_IN: Text("Remis", "Handed in"),
        D.ACCEPTED: Text("Accepté", "Accepted"),
        D.TO_REDO: Text("À reprendre", "To be changed"),
    },
    moves=(
        Move("hand_in", (D.DUE, D.TO_REDO), D.HANDED_IN, "beneficiary", Text("Remettre le livrable", "Hand in")),
        Move("accept", (D.HANDED_IN,), D.ACCEPTED, "officer", Text("Accepter le livrable", "Accept")),
        Move(
            "ask_again",
            (D.HANDED_IN,),
            D.TO_REDO,
            "officer",
            Text("Demander une reprise", "Ask for changes"),
            needs_reason=True,
        ),
    ),
)
