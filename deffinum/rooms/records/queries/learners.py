"""Learners of a store, and the agent under which each one is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q

from deffinum.foundation.xapi.identity import agent_key
from deffinum.rooms.records.models import Learner


@dataclass(frozen=True)
class LearnerLine:
    """A learner as its organisation sees it."""

    id: UUID
    store_id: UUID
    name: str
    label: str
    account_id: UUID | None
    agent_key: UUID
    enrolled_at: datetime


def agent_of(name: str) -> dict[str, Any]:
    """The agent of a learner's opaque name, as statements write it."""
    return {"objectType": "Agent", "account": {"homePage": settings.SITE_URL, "name": name}}


def agent_key_of(name: str) -> UUID:
    """Its key."""
    found = agent_key(agent_of(name))
    assert found is not None  # noqa: S101 - an account is an identifier
    return found


def learner_line(learner: Learner) -> LearnerLine:
    """The row as a value."""
    return LearnerLine(
        id=learner.pk,
        store_id=learner.store_id,
        name=learner.name,
        label=learner.label,
        account_id=learner.account_id,
        agent_key=learner.agent_key,
        enrolled_at=learner.enrolled_at,
    )


def learners_of_store(*, store_id: UUID) -> list[LearnerLine]:
    """All of a store, in the order of what the organisation calls them."""
    return [learner_line(each) for each in Learner.objects.filter(store_id=store_id)]


def learners_of_account(*, account_id: UUID) -> list[LearnerLine]:
    """What a person is in every store."""
    return [learner_line(each) for each in Learner.objects.filter(account_id=account_id)]


@dataclass(frozen=True)
class OwnStore:
    """A store where a person is a learner, as that person sees it."""

    learner_id: UUID
    organisation: str
    devices: int
    """That may still write."""


def stores_of_account(*, account_id: UUID, now: datetime) -> list[OwnStore]:
    """Where the person is a learner, in the order of the organisations' names (one query)."""
    open_ones = Q(devices__revoked_at__isnull=True, devices__expires_at__gt=now)
    rows = (
        Learner.objects.filter(account_id=account_id)
        .annotate(open_devices=Count("devices", filter=open_ones))
        .order_by("store__organisation__name", "pk")
        .values_list("pk", "store__organisation__name", "open_devices")
    )
    return [OwnStore(*row) for row in rows]


def learner_count(*, store_id: UUID) -> int:
    """How many learners a store has."""
    return Learner.objects.filter(store_id=store_id).count()


def learners_page(*, store_id: UUID, word: str, most: int) -> tuple[list[LearnerLine], bool]:
    """The first `most` whose label or name holds the word ('': all), and whether there are others."""
    rows = Learner.objects.filter(store_id=store_id)
    if word:
        rows = rows.filter(Q(label__icontains=word) | Q(name__icontains=word))
    lines = [learner_line(each) for each in rows[: most + 1]]
    return lines[:most], len(lines) > most


def learners_of_organisation(*, organisation_id: UUID) -> list[LearnerLine]:
    """All of an organisation's store; none when it has no store yet."""
    return [learner_line(each) for each in Learner.objects.filter(store__organisation_id=organisation_id)]
