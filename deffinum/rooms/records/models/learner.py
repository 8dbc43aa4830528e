"""Under which opaque name a learner stands in a store: who it is, the statements never say."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.public import Account
from deffinum.rooms.records.models.record_store import RecordStore

PERSONAL_DATA = (
    PersonalData(
        model="Learner",
        purpose=Text(
            "Rendre à chacun ses propres traces d’apprentissage", "Give each person their own learning records back"
        ),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text(
            "Jusqu’à l’effacement du compte ; les traces restent sous un nom que plus rien ne relie à la personne",
            "Until the account is erased; records stay under a name that nothing links to the person any more",
        ),
        fields=("account", "label"),
    ),
)


class Learner(models.Model):
    """A learner of a store. `name` is drawn at random: nothing of the person can be read from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    store = models.ForeignKey(RecordStore, on_delete=models.PROTECT, related_name="learners")
    name = models.CharField(max_length=40)
    label = models.CharField(max_length=100, blank=True)
    """What the organisation calls the learner, for its trainers only; never written in a statement."""
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    agent_key = models.UUIDField()
    """`foundation.xapi.identity.agent_key` of the learner's agent: how its statements are found."""
    enrolled_at = models.DateTimeField()

    class Meta:
        ordering = ("label", "name")
        indexes = [models.Index(fields=["store", "agent_key"], name="learner_of_agent")]
        constraints = [
            models.UniqueConstraint(fields=["store", "name"], name="learner_named_once"),
            models.UniqueConstraint(
                fields=["store", "account"], name="learner_once_a_person", condition=models.Q(account__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.name
