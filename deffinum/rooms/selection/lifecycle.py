"""The gates of an examination and the life of a review, as tables (PRODUCT rule 3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.lifecycle.table import Lifecycle, Move
from deffinum.foundation.policies import ALLOWED, Verdict, refused
from deffinum.foundation.values import Text
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.words import AssignmentState as R
from deffinum.rooms.selection.words import ExaminationState as E


def _only_history(examination: Examination) -> Verdict:
    """A project of public record enters with the outcome it reached: its gates were passed elsewhere, before."""
    if examination.is_historical:
        return ALLOWED
    return refused(_("Seul un projet de la mémoire publique entre avec sa décision. Rien n’a été changé."))


EXAMINATION = Lifecycle(
    kind="selection.examination",
    initial=E.RECEIVED,
    moves=(
        Move(
            "request_pieces",
            (E.RECEIVED,),
            E.PIECES_REQUESTED,
            "officer",
            Text("Demander les pièces manquantes", "Ask for missing pieces"),
        ),
        Move(
            "receive_pieces",
            (E.PIECES_REQUESTED,),
            E.RECEIVED,
            "lead",
            Text("Renvoyer le dossier", "Send the file back"),
        ),
        Move(
            "stop_waiting",
            (E.PIECES_REQUESTED,),
            E.RECEIVED,
            "officer",
            Text("Reprendre l’examen sans attendre les pièces", "Resume without waiting for the pieces"),
        ),
        Move("declare_complete", (E.RECEIVED,), E.COMPLETE, "officer", Text("Déclarer complète", "Declare complete")),
        Move(
            "declare_incomplete",
            (E.RECEIVED, E.PIECES_REQUESTED),
            E.INCOMPLETE,
            "officer",
            Text("Constater l’incomplétude", "Record as incomplete"),
            needs_reason=True,
        ),
        Move("declare_eligible", (E.COMPLETE,), E.ELIGIBLE, "officer", Text("Déclarer éligible", "Declare eligible")),
        Move(
            "declare_ineligible",
            (E.COMPLETE,),
            E.INELIGIBLE,
            "officer",
            Text("Déclarer non éligible", "Declare not eligible"),
            needs_reason=True,
        ),
        Move("open_reviews", (E.ELIGIBLE,), E.IN_REVIEW, "officer", Text("Ouvrir l’expertise", "Open the reviews")),
        Move("close_reviews", (E.IN_REVIEW,), E.REVIEWED, "officer", Text("Clore l’expertise", "Close the reviews")),
        Move("hear", (E.REVIEWED,), E.HEARD, "officer", Text("Enregistrer l’audition", "Record the hearing")),
        Move("decide", (E.HEARD,), E.DECIDED, "decider", Text("Enregistrer la décision", "Record the decision")),
        Move(
            "decide_again",
            (E.DECIDED,),
            E.DECIDED,
            "decider",
            Text("Modifier la décision", "Change the decision"),
            needs_reason=True,
        ),
        Move(
            "reopen_completeness",
            (E.INCOMPLETE,),
            E.RECEIVED,
            "decider",
            Text("Reprendre l’examen de la recevabilité", "Take the completeness check up again"),
            needs_reason=True,
        ),
        Move(
            "reopen_eligibility",
            (E.INELIGIBLE,),
            E.COMPLETE,
            "decider",
            Text("Reprendre l’examen de l’éligibilité", "Take the eligibility check up again"),
            needs_reason=True,
        ),
        Move(
            "record_history",
            (E.RECEIVED,),
            E.DECIDED,
            "platform",
            Text("Reprise de la mémoire publique", "Taken from the public record"),
            guard=_only_history,
        ),
        Move(
            "withdraw",
            (E.RECEIVED, E.PIECES_REQUESTED, E.COMPLETE, E.ELIGIBLE, E.IN_REVIEW, E.REVIEWED, E.HEARD, E.DECIDED),
            E.WITHDRAWN,
            "lead",
            Text("Retrait par le groupement", "Withdrawn by the consortium"),
        ),
    ),
    labels={
        E.RECEIVED: Text("Reçue", "Received"),
        E.PIECES_REQUESTED: Text("Pièces demandées", "Pieces asked for"),
        E.COMPLETE: Text("Complète", "Complete"),
        E.INCOMPLETE: Text("Incomplète, non examinée", "Incomplete, not examined"),
        E.ELIGIBLE: Text("Éligible", "Eligible"),
        E.INELIGIBLE: Text("Non éligible", "Not eligible"),
        E.IN_REVIEW: Text("En expertise", "Under review"),
        E.REVIEWED: Text("Expertisée", "Reviewed"),
        E.HEARD: Text("Auditionnée", "Heard"),
        E.DECIDED: Text("Décidée", "Decided"),
        E.WITHDRAWN: Text("Retirée par le groupement", "Withdrawn by the consortium"),
    },
)

REVIEW = Lifecycle(
    kind="selection.assignment",
    initial=R.ASKED,
    moves=(
        Move("accept", (R.ASKED,), R.ACCEPTED, "expert", Text("Accepter, sans conflit", "Accept, no conflict")),
        Move(
            "declare_conflict",
            (R.ASKED, R.ACCEPTED),
            R.CONFLICT,
            "expert",
            Text("Déclarer un conflit d’intérêts", "Declare a conflict of interest"),
            needs_reason=True,
        ),
        Move("decline", (R.ASKED,), R.DECLINED, "expert", Text("Décliner", "Decline"), needs_reason=True),
        Move("hand_in", (R.ACCEPTED,), R.DONE, "expert", Text("Rendre l’expertise", "Hand in the review")),
        Move(
            "reopen",
            (R.DONE,),
            R.ACCEPTED,
            "officer",
            Text("Rouvrir l’expertise", "Reopen the review"),
            needs_reason=True,
        ),
        Move("cancel", (R.ASKED, R.ACCEPTED), R.CANCELLED, "officer", Text("Annuler", "Cancel"), needs_reason=True),
    ),
    labels={
        R.ASKED: Text("Demandée", "Asked"),
        R.ACCEPTED: Text("Acceptée, sans conflit déclaré", "Accepted, no conflict declared"),
        R.CONFLICT: Text("Conflit d’intérêts déclaré", "Conflict of interest declared"),
        R.DECLINED: Text("Déclinée", "Declined"),
        R.DONE: Text("Rendue", "Handed in"),
        R.CANCELLED: Text("Annulée", "Cancelled"),
    },
)
