"""Does the award still stand? The committee may decide again, and a consortium may withdraw."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.errors import DomainError
from deffinum.rooms.calls.public import Application, ApplicationState
from deffinum.rooms.grants.models import Award
from deffinum.rooms.selection.public import DecisionView, Outcome, decision_of


class AwardOverturned(DomainError):
    """The application was withdrawn, or the decision in force no longer gives this aid."""

    status: ClassVar[int] = 409


def standing_decision(award: Award) -> DecisionView | None:
    """The decision in force when it retains the project, and the consortium did not give up (at most one query).

    Reads `award.application` as it was loaded.
    """
    if award.application.state == ApplicationState.WITHDRAWN:
        return None
    decision = decision_of(award.application_id)
    return decision if decision and decision.outcome == Outcome.RETAINED and decision.aid is not None else None


def require_standing(award: Award) -> None:
    """Raise AwardOverturned unless the decision in force, notified, retains the project for this very aid.

    A newer decision that is not notified yet overturns too: nobody signs an amount that is being changed. Holds the
    application until the end of the transaction: a withdrawal waits for what is being signed, or is seen. Two queries.
    """
    award.application = Application.objects.locked().get(pk=award.application_id)
    if award.application.state == ApplicationState.WITHDRAWN:
        raise AwardOverturned(
            _("Le groupement a retiré sa candidature : la convention ne peut plus être signée. Rien n’a été changé.")
        )
    decision = standing_decision(award)
    if decision is None or decision.aid is None or decision.aid.cents != award.aid_cents:
        raise AwardOverturned(
            _(
                "La décision sur ce projet a changé depuis que cette convention est ouverte : elle ne peut pas être "
                "signée ainsi. Rien n’a été changé ; abandonnez-la, puis préparez-en une nouvelle si le projet est "
                "retenu."
            )
        )
