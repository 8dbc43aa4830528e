"""Forwardings as the organisation's people see them, as learners are told of them, and which ones are due."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from deffinum.foundation.values import Text
from deffinum.foundation.xapi.sending import words_of_trouble
from deffinum.rooms.records.lifecycle import FORWARDING
from deffinum.rooms.records.models import Forwarding, RefusedStatement
from deffinum.rooms.records.queries.statements_to_forward import has_statements_to_forward
from deffinum.rooms.records.words import Purpose

SHOWN_REFUSALS = 50
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True)
class ForwardingLine:
    """A forwarding in the list. `state`: of `lifecycle.FORWARDING`; `state_label` in the language in force."""

    id: UUID
    label: str
    recipient: str
    host: str
    state: str
    state_label: Text
    sent: int
    refused: int
    last_sent_at: datetime | None
    trouble: str


@dataclass(frozen=True)
class RefusedLine:
    """A statement that the other store refused, and what it said."""

    statement_id: UUID
    status: int
    sentence: str
    refused_at: datetime


@dataclass(frozen=True)
class ForwardingPage:
    """Everything that the page of one forwarding shows."""

    id: UUID
    organisation_id: UUID
    line: ForwardingLine
    reason: str
    purpose: str
    endpoint: str
    key: str
    version: str
    activity_prefix: str
    opened_at: datetime
    after: datetime | None
    """Instant of storing of the last statement that is settled."""
    is_up_to_date: bool
    withheld: int
    failures: int
    trouble_sentence: str
    trouble_at: datetime | None
    next_attempt_at: datetime | None
    refusals: list[RefusedLine]
    """One page of SHOWN_REFUSALS, the latest first."""
    waiting_again: int
    """Refused statements that somebody asked to send again."""
    may_pause: bool
    may_resume: bool
    may_close: bool


@dataclass(frozen=True)
class Recipient:
    """Who receives, or received, the statements of a store; `since` None: nothing was sent yet."""

    organisation: str
    recipient: str
    reason: str
    purpose: str
    since: datetime | None
    until: datetime | None
    is_over: bool


def due_forwardings(*, now: datetime) -> list[UUID]:
    """Those that run, wait for nothing, nobody has, and for which a statement came, or is to be sent again."""
    rows = Forwarding.objects.filter(
        Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now),
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
        state="running",
    ).order_by("next_attempt_at", "pk")
    waiting = RefusedStatement.objects.filter(again_at__isnull=False).order_by()
    asked = set(waiting.values_list("forwarding_id", flat=True).distinct())
    return [each.pk for each in rows if each.pk in asked or has_statements_to_forward(forwarding=each)]


def wait_after(failures: int) -> timedelta:
    """How long to leave a store alone after so many failures in a row: twice as long each time, half more or less."""
    whole = min(FIRST_WAIT * (1 << min(failures - 1, 10)), LONGEST_WAIT)
    return whole * random.uniform(0.5, 1.5)  # noqa: S311 - spreads the attempts, protects nothing


def forwardings_of_organisation(*, organisation_id: UUID) -> list[ForwardingLine]:
    """Every one, those that are closed last, the latest first."""
    rows = Forwarding.objects.filter(store__organisation_id=organisation_id).annotate(refused_count=Count("refused"))
    return sorted((_line(each, each.refused_count) for each in rows), key=lambda each: each.state == "closed")


def forwarding_page(*, forwarding_id: UUID, refusals_page: int = 1) -> ForwardingPage | None:
    """One forwarding; None when there is none. `refusals_page`: of SHOWN_REFUSALS refused statements, from 1."""
    found = Forwarding.objects.select_related("store").filter(pk=forwarding_id).first()
    if found is None:
        return None
    refused = RefusedStatement.objects.filter(forwarding=found)
    return ForwardingPage(
        id=found.pk,
        organisation_id=found.store.organisation_id,
        line=_line(found, refused.count()),
        reason=found.reason,
        purpose=str(Purpose(found.purpose).label),
        endpoint=found.endpoint,
        key=found.key,
        version=found.version,
        activity_prefix=found.activity_prefix,
        opened_at=found.opened_at,
        after=found.after_stored,
        is_up_to_date=not has_statements_to_forward(forwarding=found),
        withheld=found.withheld,
        failures=found.failures,
        trouble_sentence=found.trouble_sentence,
        trouble_at=found.trouble_at,
        next_attempt_at=found.next_attempt_at,
        refusals=[
            RefusedLine(each.statement_id, each.status, each.sentence, each.refused_at)
            for each in refused[(refusals_page - 1) * SHOWN_REFUSALS : refusals_page * SHOWN_REFUSALS]
        ],
        waiting_again=refused.filter(again_at__isnull=False).count(),
        may_pause=bool(FORWARDING.verdict(found, "pause")),
        may_resume=bool(FORWARDING.verdict(found, "resume")),
        may_close=bool(FORWARDING.verdict(found, "close")),
    )


def recipients_of_store(*, store_id: UUID) -> list[Recipient]:
    """Who receives the statements of a store, and who received some before; the latest first."""
    rows = Forwarding.objects.filter(store_id=store_id).exclude(state="closed", first_sent_at__isnull=True)
    return [_recipient(each) for each in rows.select_related("store__organisation")]


def recipients_of_account(*, account_id: UUID) -> list[Recipient]:
    """The same for every store where the person is a learner."""
    rows = Forwarding.objects.filter(store__learners__account_id=account_id)
    rows = rows.exclude(state="closed", first_sent_at__isnull=True)
    return [_recipient(each) for each in rows.select_related("store__organisation")]


def _recipient(row: Forwarding) -> Recipient:
    return Recipient(
        organisation=row.store.organisation.name,
        recipient=row.recipient,
        reason=row.reason,
        purpose=str(Purpose(row.purpose).label),
        since=row.first_sent_at,
        until=row.last_sent_at,
        is_over=row.state == "closed",
    )


def _line(row: Forwarding, refused: int) -> ForwardingLine:
    return ForwardingLine(
        id=row.pk,
        label=row.label,
        recipient=row.recipient,
        host=row.endpoint.partition("://")[2].partition("/")[0],
        state=row.state,
        state_label=FORWARDING.labels[row.state],
        sent=row.sent,
        refused=refused,
        last_sent_at=row.last_sent_at,
        trouble=words_of_trouble(row.trouble, status=row.trouble_status) if row.trouble else "",
    )
