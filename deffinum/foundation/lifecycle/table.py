"""The engine: a table of moves, a locked row, a Transition row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.lifecycle.models import Transition
from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.foundation.values import Text

M = TypeVar("M", bound=models.Model)


class MoveRefused(DomainError):
    """The state the row is in, or a guard, does not allow this move."""


@dataclass(frozen=True)
class Move:
    """One line of a lifecycle's table."""

    name: str
    sources: tuple[str, ...]
    target: str
    who: str
    """The role that does it, in the words of the glossary (read by people; enforced by policies)."""
    text: Text
    """What happens, as a verb: 'Déposer la candidature'."""
    guard: Callable[[Any], Verdict] | None = None
    """A condition on the locked row itself."""
    needs_reason: bool = False


@dataclass(frozen=True)
class Lifecycle:
    """The life of one kind of row. `kind` is '<room>.<model>', `field` the state's column."""

    kind: str
    initial: str
    moves: tuple[Move, ...]
    field: str = "state"
    labels: Mapping[str, Text] = dataclass_field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [each.name for each in self.moves]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.kind}: two moves share a name.")

    @property
    def states(self) -> tuple[str, ...]:
        """Every state of the table, in order of first appearance."""
        found = dict.fromkeys([self.initial])
        for each in self.moves:
            found |= dict.fromkeys([*each.sources, each.target])
        return tuple(found)

    def named(self, name: str) -> Move:
        """The move of this name (KeyError when there is none)."""
        return {each.name: each for each in self.moves}[name]

    def verdict(self, subject: models.Model, name: str) -> Verdict:
        """May this move happen from the state the row is in?"""
        move, state = self.named(name), getattr(subject, self.field)
        if state not in move.sources:
            label = self.labels.get(state, Text(state))
            return refused(
                _("Cette action n’est pas possible dans l’état « %(state)s ». Rien n’a été changé.") % {"state": label}
            )
        return move.guard(subject) if move.guard else ALLOWED

    def move(
        self,
        subject: M,
        name: str,
        *,
        by: Actor,
        now: datetime,
        reason: str = "",
        evidence: Mapping[str, Any] | None = None,
    ) -> Transition:
        """Lock the row, check the table and the guard again on it, change the state, write the Transition.

        The given object gets the new state. Raises MoveRefused.
        """
        move = self.named(name)
        with transaction.atomic():
            locked = type(subject)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=subject.pk)
            verdict = self.verdict(locked, name)
            if not verdict:
                raise MoveRefused(verdict.reason)
            if move.needs_reason and not reason.strip():
                raise MoveRefused(_("Indiquez le motif : il est conservé avec la décision."), field="reason")
            source = getattr(locked, self.field)
            type(subject)._base_manager.filter(pk=subject.pk).update(**{self.field: move.target})
            setattr(subject, self.field, move.target)
            last = self.history(subject).order_by("-rank").values_list("rank", flat=True).first() or 0
            return Transition.objects.create(
                subject_kind=self.kind,
                subject_id=subject.pk,
                move=name,
                source=source,
                target=move.target,
                instant=now,
                actor_id=by.account_id,
                actor_kind=by.kind,
                reason=reason,
                evidence=dict(evidence or {}),
                rank=last + 1,
            )

    def history(self, subject: models.Model) -> models.QuerySet[Transition]:
        """Every transition of the row, oldest first."""
        return Transition.objects.filter(subject_kind=self.kind, subject_id=subject.pk)
