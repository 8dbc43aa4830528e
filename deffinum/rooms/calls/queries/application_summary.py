"""What is this application, in one line? Read by lists and by the rooms above."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from deffinum.foundation.values import Money, Rate, Text
from deffinum.rooms.calls.lifecycle import APPLICATION
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.models.application import ApplicationQuerySet
from deffinum.rooms.calls.words import ACTIVE_PARTNER_STATES, ApplicationState


@dataclass(frozen=True)
class ApplicationSummary:
    """An application without its content. Amounts are None when not known (a historical project not published)."""

    id: uuid.UUID
    reference: str
    title: str
    acronym: str
    state: ApplicationState
    call_id: uuid.UUID
    call_slug: str
    call_title: Text
    zone: str
    wave_number: int | None
    closes_at: datetime | None
    lead_id: uuid.UUID
    lead_name: str
    lead_region: str
    base: Money | None
    aid: Money | None
    months: int | None
    scope: str
    region_code: str
    partner_count: int
    created_at: datetime
    submitted_at: datetime | None
    redirected_from_id: uuid.UUID | None
    is_historical: bool
    is_sample: bool

    @property
    def rate(self) -> Rate | None:
        """Aid over the base, when both are known."""
        return Rate.between(self.aid, self.base) if self.aid is not None and self.base is not None else None

    @property
    def state_label(self) -> Text:
        """The state in words."""
        return APPLICATION.labels[self.state]


def deposited_applications() -> ApplicationQuerySet:
    """Applications that were submitted and not withdrawn, for the rooms above (a queryset: they filter and join)."""
    return Application.objects.deposited()


def summarised(applications: ApplicationQuerySet) -> tuple[ApplicationSummary, ...]:
    """Summaries of these applications, in their order (one query)."""
    members = Count("partners", filter=Q(partners__state__in=ACTIVE_PARTNER_STATES), distinct=True)
    return tuple(summary_of(each) for each in applications.with_call().annotate(member_count=members))


def application_summary(*, application_id: uuid.UUID) -> ApplicationSummary:
    """One summary (one query). Raises Application.DoesNotExist."""
    found = summarised(Application.objects.filter(pk=application_id))
    if not found:
        raise Application.DoesNotExist
    return found[0]


def application_summaries(*, application_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, ApplicationSummary]:
    """Summaries by id (one query whatever their number); unknown ids are left out."""
    return {each.id: each for each in summarised(Application.objects.filter(pk__in=list(application_ids)))}


def summary_of(application: Application, *, partner_count: int | None = None) -> ApplicationSummary:
    """From a row loaded by `ApplicationQuerySet.with_call`."""
    count = partner_count if partner_count is not None else getattr(application, "member_count", 0)
    wave = application.wave
    return ApplicationSummary(
        id=application.pk,
        reference=application.reference,
        title=application.title,
        acronym=application.acronym,
        state=ApplicationState(application.state),
        call_id=application.call_id,
        call_slug=application.call.slug,
        call_title=Text.read(application.call.title),
        zone=wave.zone if wave else application.call.zone,
        wave_number=wave.number if wave else None,
        closes_at=wave.closes_at if wave else None,
        lead_id=application.lead_id,
        lead_name=application.lead.name,
        lead_region=application.lead.region_code,
        base=None if application.base_cents is None else Money(application.base_cents),
        aid=None if application.aid_cents is None else Money(application.aid_cents),
        months=application.months,
        scope=application.scope,
        region_code=application.region_code,
        partner_count=count,
        created_at=application.created_at,
        submitted_at=application.submitted_at,
        redirected_from_id=application.redirected_from_id,
        is_historical=application.is_historical,
        is_sample=application.is_sample,
    )
