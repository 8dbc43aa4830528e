"""Load the calls that come with the project, and the real projects of the public record. Loading twice adds nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.commands.answer_question import answer_question
from deffinum.rooms.calls.commands.ask_question import ask_question
from deffinum.rooms.calls.commands.open_call import open_call
from deffinum.rooms.calls.commands.prepare_call import prepare_call
from deffinum.rooms.calls.commands.publish_call_version import publish_call_version
from deffinum.rooms.calls.commands.schedule_wave import schedule_wave
from deffinum.rooms.calls.lifecycle import APPLICATION
from deffinum.rooms.calls.models import Application, Call, CallDocument, CallVersion, Notice, Partner
from deffinum.rooms.calls.queries.reference_calls import (
    HistoricalProject,
    ReferenceCall,
    historical_projects,
    reference_calls,
)
from deffinum.rooms.calls.queries.wave_status import instant_of
from deffinum.rooms.calls.words import CallState, PartnerRole, PartnerState
from deffinum.rooms.people.public import register_historical_organisation, sample_id
from deffinum.rooms.plan.public import lever_by_slug

LOADED_FROM_RECORD = "Projet de la mémoire publique, repris avec sa source."


@dataclass(frozen=True)
class CallsLoaded:
    """How many rows were added."""

    calls: int = 0
    waves: int = 0
    projects: int = 0

    @property
    def changed(self) -> bool:
        """Was anything added?"""
        return any((self.calls, self.waves, self.projects))


def load_calls_sample(*, by: Actor, now: datetime) -> CallsLoaded:
    """Load what is missing; when nothing is missing, a few queries and no audit entry.

    The people's and the plan's samples come first. The sample call always has a wave open at `now`, unless an
    officer closed it: a load that finds the last wave closed opens a new one.
    """
    return load_sample(by=by, now=now) if _something_is_missing(now) else CallsLoaded()


def _something_is_missing(now: datetime) -> bool:
    known = {call.slug: call for call in Call.objects.all()}
    if any(each.slug not in known for each in reference_calls()):
        return True
    rolling = [known[each.slug] for each in reference_calls() if each.rolling_wave]
    if any(_needs_a_wave(call, now) for call in rolling):
        return True
    references = [each.reference for each in historical_projects()]
    return Application.objects.filter(reference__in=references).count() < len(references)


def _needs_a_wave(call: Call, now: datetime) -> bool:
    return call.state == CallState.PUBLISHED and not call.waves.filter(closes_at__gt=now).exists()


@command("calls.load_sample")
def load_sample(*, by: Actor, now: datetime) -> CallsLoaded:
    """Load every reference call and historical project that is missing (`by` is the platform)."""
    calls = waves = 0
    for reference in reference_calls():
        call = Call.objects.filter(slug=reference.slug).first()
        if call is None:
            call = _load_call(reference, by=by, now=now)
            calls += 1
        if reference.rolling_wave and _needs_a_wave(call, now):
            _open_rolling_wave(call, reference, by=by, now=now)
            waves += 1
    projects = sum(_load_project(each, by=by, now=now) for each in historical_projects())
    return CallsLoaded(calls, waves, projects)


def _load_call(reference: ReferenceCall, *, by: Actor, now: datetime) -> Call:
    owner_id = register_historical_organisation(
        organisation_id=sample_id("organisation", f"owner:{reference.owner['name']}"),
        name=reference.owner["name"],
        kind=reference.owner["kind"],
        siret=reference.owner.get("siret", ""),
        region_code=reference.region_code,
        is_sample=reference.is_sample,
        by=by,
        now=now,
    )
    lever = lever_by_slug(reference.lever_slug) if reference.lever_slug else None
    call = prepare_call(
        slug=reference.slug,
        title=reference.title,
        summary=reference.summary,
        owner_id=owner_id,
        lever_id=lever.id if lever else None,
        region_code=reference.region_code,
        zone=reference.zone,
        source=reference.source,
        is_sample=reference.is_sample,
        by=by,
        now=now,
    )
    publish_call_version(
        call_id=call.pk,
        configuration=reference.configuration,
        form_definition=reference.form,
        changes=reference.changes,
        by=by,
        now=now,
    )
    for wave in reference.waves:
        schedule_wave(
            call_id=call.pk,
            opens_local=wave.opens_local,
            closes_local=wave.closes_local,
            grace_seconds=wave.grace_seconds,
            results_published_on=wave.results_published_on,
            results_source=wave.results_source,
            by=by,
            now=now,
        )
    _load_words(call, reference, by=by, now=now)
    return open_call(call_id=call.pk, by=by, now=now)


def _load_words(call: Call, reference: ReferenceCall, *, by: Actor, now: datetime) -> None:
    """Documents and notices; a notice without a known date is dated from its loading."""
    for rank, document in enumerate(reference.documents, 1):
        CallDocument.objects.create(call=call, title=document["title"], address=document["address"], rank=rank)
    for notice in reference.notices:
        local = notice["published_local"]
        published_at = instant_of(local, call.zone) if local else now
        Notice.objects.create(call=call, title=notice["title"], body=notice["body"], published_at=published_at)


def _open_rolling_wave(call: Call, reference: ReferenceCall, *, by: Actor, now: datetime) -> None:
    rolling = reference.rolling_wave
    if rolling is None:
        return
    today = now.astimezone(ZoneInfo(call.zone)).date()
    schedule_wave(
        call_id=call.pk,
        opens_local=f"{today}T00:00",
        closes_local=f"{today + timedelta(days=rolling.days)}T{rolling.closes_at}",
        grace_seconds=rolling.grace_seconds,
        by=by,
        now=now,
    )
    for question in reference.questions:
        _load_question(call.pk, question, by=by, now=now)


def _load_question(call_id: uuid.UUID, question: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    asked = ask_question(call_id=call_id, text=question["text"], by=by, now=now)
    if asked.answered_at is None:
        answer_question(question_id=asked.pk, public_text="", answer=question["answer"], by=by, now=now)


def _load_project(project: HistoricalProject, *, by: Actor, now: datetime) -> bool:
    """True when the project was added. Amounts and the wave that were not published stay empty."""
    if Application.objects.filter(reference=project.reference).exists():
        return False
    version = CallVersion.objects.select_related("call").get(call__slug="deffinum", number=1)
    call = version.call
    lead_id = register_historical_organisation(
        organisation_id=sample_id("organisation", project.lead_key),
        name=project.lead_name,
        kind=project.lead_kind,
        region_code=project.region_code,
        by=by,
        now=now,
    )
    asked = project.requested or project.awarded
    application = Application.objects.create(
        id=sample_id("application", project.reference),
        reference=project.reference,
        call=call,
        call_version=version,
        wave=None,
        title=project.title,
        acronym=project.acronym,
        state=APPLICATION.initial,
        lead_id=lead_id,
        months=project.months,
        region_code=project.region_code,
        base_cents=project.base.cents if project.base else None,
        aid_cents=asked.cents if asked else None,
        created_at=now,
        is_historical=True,
    )
    Partner.objects.create(
        application=application,
        organisation_id=lead_id,
        role=PartnerRole.LEAD,
        state=PartnerState.JOINED,
        rank=1,
        joined_at=now,
    )
    APPLICATION.move(
        application, "submit", by=by, now=now, reason=LOADED_FROM_RECORD, evidence={"source": project.source}
    )
    return True
