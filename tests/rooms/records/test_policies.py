"""Roles × actions, read as a table."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from deffinum.foundation.policies import PLATFORM, VISITOR, Actor, Verdict
from deffinum.rooms.people.models import Organisation
from deffinum.rooms.people.words import Role
from deffinum.rooms.records import policies
from tests.factories.people import NOW, OrganisationFactory, contributor, holder, person, representative

pytestmark = pytest.mark.django_db

LEARNER = uuid4()
WHO: dict[str, Callable[[Organisation], Actor]] = {
    "visitor": lambda _: VISITOR,
    "person": lambda _: person(),
    "learner": lambda _: person(id=LEARNER),
    "contributor": contributor,
    "representative": representative,
    "representative elsewhere": lambda _: representative(),
    "officer": lambda _: holder(Role.OFFICER),
    "administrator": lambda _: holder(Role.ADMINISTRATOR),
    "token": lambda o: Actor(name="Outil", kind="token", organisation_ids=frozenset({o.pk})),
    "platform": lambda _: PLATFORM,
}
MEMBERS = {"contributor", "representative", "platform"}
Asks = Callable[[Actor, UUID], Verdict]
ACTIONS: dict[str, tuple[Asks, set[str]]] = {
    "see": (lambda who, o: policies.may_see_records(who, o, now=NOW), MEMBERS),
    "open keys": (lambda who, o: policies.may_open_keys(who, o, now=NOW), MEMBERS),
    "enrol": (lambda who, o: policies.may_enrol(who, o, now=NOW), MEMBERS),
    "export": (lambda who, o: policies.may_export_learner(who, o, LEARNER, now=NOW), MEMBERS | {"learner"}),
    "export one without account": (lambda who, o: policies.may_export_learner(who, o, None, now=NOW), MEMBERS),
    "record a consent": (
        lambda who, o: policies.may_record_consent(who, o, LEARNER, now=NOW),
        MEMBERS | {"learner"},
    ),
    "play": (lambda who, o: policies.may_play(who, o, LEARNER, now=NOW), MEMBERS | {"learner"}),
    "write a play": (
        lambda who, o: policies.may_write_play(who, o, LEARNER, now=NOW),
        MEMBERS | {"learner", "token"},
    ),
    "set retention": (lambda who, o: policies.may_set_retention(who, o, now=NOW), {"representative", "platform"}),
    "erase": (lambda who, o: policies.may_erase_learner(who, o, now=NOW), {"representative", "platform"}),
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("action", ACTIONS)
def test_who_may_do_what(who: str, action: str) -> None:
    organisation = OrganisationFactory()
    ask, allowed = ACTIONS[action]
    verdict = ask(WHO[who](organisation), organisation.pk)
    assert bool(verdict) is (who in allowed)
    if not verdict:
        assert str(verdict.reason).endswith(".")
