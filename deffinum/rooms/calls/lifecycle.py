"""States of calls, applications and partners, as tables."""

from __future__ import annotations

from deffinum.foundation.lifecycle.table import Lifecycle, Move
from deffinum.foundation.values import Text
from deffinum.rooms.calls.words import ApplicationState as A
from deffinum.rooms.calls.words import CallState as C
from deffinum.rooms.calls.words import PartnerState as P
from deffinum.rooms.calls.words import QuestionState as Q

CALL = Lifecycle(
    kind="calls.call",
    initial=C.DRAFT,
    moves=(
        Move("publish", (C.DRAFT,), C.PUBLISHED, "officer", Text("Publier l’appel", "Publish the call")),
        Move(
            "close_early",
            (C.PUBLISHED,),
            C.CLOSED_EARLY,
            "officer",
            Text("Clore avant terme", "Close early"),
            needs_reason=True,
        ),
        Move(
            "archive",
            (C.PUBLISHED, C.CLOSED_EARLY),
            C.ARCHIVED,
            "officer",
            Text("Archiver l’appel", "Archive the call"),
        ),
    ),
    labels={
        C.DRAFT: Text("En préparation", "In preparation"),
        C.PUBLISHED: Text("Publié", "Published"),
        C.CLOSED_EARLY: Text("Clos avant terme", "Closed early"),
        C.ARCHIVED: Text("Archivé", "Archived"),
    },
)

QUESTION = Lifecycle(
    kind="calls.question",
    initial=Q.ASKED,
    moves=(
        Move("publish", (Q.ASKED,), Q.PUBLISHED, "officer", Text("Publier la réponse", "Publish the answer")),
        Move(
            "set_aside",
            (Q.ASKED,),
            Q.SET_ASIDE,
            "officer",
            Text("Classer sans suite", "Set aside"),
            needs_reason=True,
        ),
    ),
    labels={
        Q.ASKED: Text("Posée", "Asked"),
        Q.PUBLISHED: Text("Réponse publiée", "Answered"),
        Q.SET_ASIDE: Text("Sans suite", "Set aside"),
    },
)

APPLICATION = Lifecycle(
    kind="calls.application",
    initial=A.DRAFT,
    moves=(
        Move("submit", (A.DRAFT,), A.SUBMITTED, "lead", Text("Déposer la candidature", "Submit the application")),
        Move(
            "ask_for_pieces",
            (A.SUBMITTED,),
            A.COMPLETING,
            "officer",
            Text("Demander des pièces", "Ask for missing pieces"),
        ),
        Move(
            "submit_pieces",
            (A.COMPLETING,),
            A.SUBMITTED,
            "lead",
            Text("Renvoyer le dossier complété", "Send the completed file"),
        ),
        Move(
            "stop_waiting",
            (A.COMPLETING,),
            A.SUBMITTED,
            "officer",
            Text("Clore l’attente de pièces", "Stop waiting for pieces"),
        ),
        Move(
            "withdraw",
            (A.DRAFT, A.SUBMITTED, A.COMPLETING),
            A.WITHDRAWN,
            "lead",
            Text("Retirer la candidature", "Withdraw the application"),
            needs_reason=True,
        ),
    ),
    labels={
        A.DRAFT: Text("Brouillon", "Draft"),
        A.SUBMITTED: Text("Déposée", "Submitted"),
        A.COMPLETING: Text("Pièces à compléter", "Missing pieces asked for"),
        A.WITHDRAWN: Text("Retirée", "Withdrawn"),
    },
)

PARTNER = Lifecycle(
    kind="calls.partner",
    initial=P.INVITED,
    moves=(
        Move(
            "accept", (P.INVITED,), P.JOINED, "invited person", Text("Rejoindre le groupement", "Join the consortium")
        ),
        Move("decline", (P.INVITED,), P.DECLINED, "invited person", Text("Décliner", "Decline")),
        Move("sign_off", (P.JOINED,), P.SIGNED_OFF, "partner", Text("Valider ma partie", "Sign off our part")),
        Move("reopen", (P.SIGNED_OFF,), P.JOINED, "partner", Text("Rouvrir ma partie", "Reopen our part")),
        Move(
            "remove",
            (P.INVITED, P.JOINED, P.SIGNED_OFF),
            P.REMOVED,
            "lead",
            Text("Retirer du groupement", "Remove from the consortium"),
            needs_reason=True,
        ),
    ),
    labels={
        P.INVITED: Text("Invité", "Invited"),
        P.JOINED: Text("A rejoint le groupement", "Has joined"),
        P.SIGNED_OFF: Text("A validé sa partie", "Has signed off"),
        P.DECLINED: Text("A décliné", "Declined"),
        P.REMOVED: Text("Retiré du groupement", "Removed"),
    },
)
