"""Questions asked on a call and their public answers."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.calls.models.call import Call
from deffinum.rooms.calls.words import QuestionState

PERSONAL_DATA = (
    PersonalData(
        model="Question",
        purpose=Text("Prévenir de la réponse la personne qui a posé la question", "Tell who asked about the answer"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text(
            "Jusqu’à l’effacement du compte ; la question publiée et sa réponse restent, sans leur auteur",
            "Until the account is erased; the published question and its answer stay, without their author",
        ),
        fields=("text", "asked_by"),
    ),
)


class Question(models.Model):
    """A question; published without its author."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    """As it was asked; only officers read it. Forgotten with its author once it was answered or set aside."""
    public_text = models.TextField(blank=True)
    """As it is published: without what would name its author."""
    state = models.CharField(max_length=20, choices=QuestionState.choices, default=QuestionState.ASKED)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    answer = models.JSONField(default=dict)
    answered_by = models.UUIDField(null=True, blank=True)
    """Empty beside an instant: answered by the platform's loader."""
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-answered_at", "-asked_at", "id")
        indexes = [models.Index(fields=["call", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_by__isnull=True)
                | models.Q(answered_by__isnull=False, answered_at__isnull=False),
                name="question_answer_paired",
            )
        ]

    def __str__(self) -> str:
        return (self.text or self.public_text)[:60]

    def forget_author(self) -> None:
        """Keep what was published, nothing of who asked; a question that waits keeps its words until it is closed."""
        self.asked_by = None
        if self.state != QuestionState.ASKED:
            self.text = self.public_text
        self.save(update_fields=["asked_by", "text"])
