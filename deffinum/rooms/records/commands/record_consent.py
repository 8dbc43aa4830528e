"""Write down that a learner gives a consent, or withdraws it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import Consent, Learner
from deffinum.rooms.records.policies import may_record_consent
from deffinum.rooms.records.words import Purpose


class NoWording(DomainError):
    """A consent without the words that were read proves nothing."""

    status = 422


@command("records.record_consent", sealed=("wording",))
def record_consent(
    *, learner_id: UUID, purpose: Purpose, is_given: bool, wording: str, by: Actor, now: datetime
) -> None:
    """Add a line to the learner's history; none is ever changed. By the learner, or the organisation's people.

    From a withdrawal on, keys of this purpose write nothing more about the learner. Raises Refused, NoWording.
    """
    learner = Learner.objects.select_for_update(no_key=True, of=("self",)).select_related("store").get(pk=learner_id)
    may_record_consent(by, learner.store.organisation_id, learner.account_id, now=now).require()
    if not wording.strip():
        raise NoWording(_("Recopiez la phrase que l’apprenant a lue. Rien n’a été enregistré."), field="wording")
    Consent.objects.create(
        learner=learner,
        purpose=purpose,
        is_given=is_given,
        wording=wording.strip(),
        recorded_on=now,
        recorded_by_id=by.account_id,
    )
