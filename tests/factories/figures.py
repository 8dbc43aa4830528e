"""A class that learns a gesture in three steps: everything is made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.xapi.identity import activity_key
from deffinum.rooms.records.commands.cut_groups import cut_groups
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.commands.fold_statements import fold_statements
from deffinum.rooms.records.commands.store_statements import store_statements
from deffinum.rooms.records.queries.evidence import DimensionType
from deffinum.rooms.records.queries.find_statements import consistent_through
from deffinum.rooms.records.queries.learners import LearnerLine, agent_of
from deffinum.rooms.records.queries.open_key import OpenKey
from deffinum.rooms.records.words import KeyScope
from tests.factories.people import NOW, OrganisationFactory
from tests.factories.records import HOME, VERBS, Tool, store_key

LADDER = f"{HOME}/gestes/echelle"
STEPS = [f"{LADDER}/{name}" for name in ("choisir", "poser", "monter")]
WORKSHOP, YARD = f"{HOME}/lieux/atelier", f"{HOME}/lieux/chantier"


@dataclass(frozen=True)
class LearningClass:
    """An organisation, its learners, and the tool that writes for them."""

    organisation: Any
    tool: Tool
    learners: list[LearnerLine]

    @property
    def store_id(self) -> UUID:
        """Of the organisation."""
        return self.tool.key.store_id

    @property
    def ladder(self) -> UUID:
        """The key of the resource."""
        return activity_key(LADDER)

    def says(self, rank: int, verb: str, step: int | None = None, *, place: str = "", **result: Any) -> dict[str, Any]:
        """A statement of the learner of this rank, about the whole or a step."""
        whole = {"id": LADDER, "definition": {"name": {"fr": "Poser une échelle", "en": "Set up a ladder"}}}
        part = whole if step is None else {"id": STEPS[step], "definition": {"name": {"fr": f"Étape {step + 1}"}}}
        where = (
            [
                {
                    "id": place,
                    "definition": {"type": DimensionType.PLACE, "name": {"fr": place.rsplit("/", 1)[-1].title()}},
                }
            ]
            if place
            else []
        )
        return {
            "actor": agent_of(self.learners[rank].name),
            "verb": {"id": f"{VERBS}{verb}"},
            "object": part,
            "result": result,
            "context": {"contextActivities": {"parent": [] if step is None else [whole], "grouping": where}},
            "timestamp": f"2026-03-0{1 + rank % 9}T09:{0 if step is None else 10 * (step + 1):02d}:00Z",
        }

    def writes(self, *statements: dict[str, Any]) -> list[str]:
        """Store and fold; the ids."""
        key = OpenKey(
            id=self.tool.key.id, store_id=self.store_id, organisation_id=self.organisation.pk, label="Outil d’exemple",
            scopes=frozenset(KeyScope.values),
        )  # fmt: skip
        ids = store_statements(key=key, statements=list(statements), parts={}, second=False, by=PLATFORM, now=NOW)
        self.fold()
        return ids

    def fold(self) -> None:
        """All that waits."""
        while fold_statements(store_id=self.store_id, until=consistent_through(), by=PLATFORM, now=NOW):
            pass
        while cut_groups(store_id=self.store_id, by=PLATFORM, now=NOW):
            pass


def learning_class(number: int, organisation: Any = None) -> LearningClass:
    """So many learners, who did nothing yet."""
    organisation = organisation or OrganisationFactory()
    tool = Tool(store_key(organisation=organisation))
    learners = [
        enrol_learner(
            organisation_id=organisation.pk, label=f"Apprenant {rank:02d}", account_id=None, by=PLATFORM, now=NOW
        )
        for rank in range(number)
    ]
    return LearningClass(organisation, tool, learners)


def worked(number: int, organisation: Any = None) -> LearningClass:
    """A class at work: all passed the first step; half of them failed the second twice, the others finished."""
    made = learning_class(number, organisation)
    said = []
    for rank in range(number):
        place = WORKSHOP if rank % 3 else YARD
        said.append(made.says(rank, "passed", 0, place=place, duration="PT1M", score={"scaled": 0.8}))
        if rank < number // 2:
            said += [made.says(rank, "failed", 1, duration="PT2M"), made.says(rank, "failed", 1, duration="PT3M")]
        else:
            said += [made.says(rank, "passed", step, duration="PT2M") for step in (1, 2)]
            said.append(made.says(rank, "completed", duration="PT10M"))
    made.writes(*said)
    return made
