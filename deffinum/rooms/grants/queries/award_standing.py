"""Does the award still stand? The committee may decide again, and a consortium may withdraw."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.errors import DomainError
from deffinum.rooms.calls.public import ApplicationState
from deffinum.rooms.grants.models import Award
from deffinum.rooms.selection.public import Outcome, decision_of


class AwardOverturned(DomainError):
    """The application was withdrawn, or the decision in force no longer gives this aid."""

    status: ClassVar[int] = 409


def require_standing(award: Award) -> None:
    """Raise AwardOverturned unless the decision in force, notified, retains the project for this very aid.

    A newer decision that is not notified yet overturns too: nobody signs an amount that is being changed. Reads
    `award.application`; one query more.
    """
    if award.application.state == ApplicationState.WITHDRAWN:
        raise AwardOverturned(
            _("Le groupement a retiré sa candidature : la convention ne peut plus être signée. Rien n’a été changé.")
        )
    decision = decision_of(award.application_id)
    aid = decision.aid if decision is not None and decision.outcome == Outcome.RETAINED else None
    if aid is None or aid.cents != award.aid_cents:
        raise AwardOverturned(
            _(
                "La décision sur ce projet a changé depuis que cette convention est ouverte : elle ne peut pas être "
                "signée ainsi. Rien n’a été changé ; abandonnez-la, puis reprenez le dossier avec l’équipe du plan."
            )
        )
