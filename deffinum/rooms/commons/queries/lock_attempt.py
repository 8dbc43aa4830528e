"""Hold an attempt, and its learner before it, while something of it is kept."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.rooms.commons.models import Attempt
from deffinum.rooms.records.public import ConsentWithdrawn, LearnerGone, Purpose, hold_learner


def lock_attempt(*, attempt_id: UUID) -> Attempt | None:
    """The attempt with its version and learner, until the end of the transaction; None when either is no longer there.

    The learner first, as erasure does. Raises ConsentWithdrawn.
    """
    learner_id = Attempt.objects.filter(pk=attempt_id).values_list("learner_id", flat=True).first()
    if learner_id is None:
        return None
    try:
        hold_learner(learner_id=learner_id, purpose=Purpose.TRAINING.value)
    except LearnerGone:
        return None
    except ConsentWithdrawn:
        raise ConsentWithdrawn(
            _("Vous avez retiré votre accord pour le suivi de la formation : rien n’est gardé.")
        ) from None
    return (
        Attempt.objects.select_for_update(no_key=True, of=("self",))
        .select_related("version", "learner")
        .filter(pk=attempt_id)
        .first()
    )
