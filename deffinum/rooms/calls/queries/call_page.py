"""Everything that the public page of a call says."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Prefetch
from django.utils.translation import get_language

from deffinum.foundation.files.words import size_text
from deffinum.foundation.policies import Actor
from deffinum.foundation.questionnaires import Definition
from deffinum.foundation.values import Text
from deffinum.rooms.calls.models import Call, CallDocument, Notice, Wave
from deffinum.rooms.calls.policies.call import visible_calls
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration
from deffinum.rooms.calls.queries.configuration_checks import rule_set
from deffinum.rooms.calls.queries.open_calls import CallCard, card_of
from deffinum.rooms.calls.queries.pinned_rules import configuration_of_version, form_of_version
from deffinum.rooms.calls.queries.wave_status import WaveTimes, results_delay, times_of
from deffinum.rooms.calls.words import CallState, CallTiming


@dataclass(frozen=True)
class Document:
    """Something to read: a file kept here (`file_name`, `file_size` in bytes), or the address of the original."""

    id: uuid.UUID
    title: Text
    address: str
    file_name: str
    file_size: int

    @property
    def size_words(self) -> str:
        """'2,4 Mo'."""
        return size_text(self.file_size, get_language() or "fr")


@dataclass(frozen=True)
class NoticeLine:
    """Dated news of the call."""

    id: uuid.UUID
    title: Text
    body: Text
    published_at: datetime


@dataclass(frozen=True)
class RuleLine:
    """A rule of eligibility in words, with the text it comes from."""

    id: str
    label: Text
    source: Text
    is_blocking: bool


@dataclass(frozen=True)
class MeasuredDelay:
    """A delay that applicants really saw: days from the closing of a wave to its results."""

    call: Text
    wave: int
    days: int
    closed_on: datetime
    results_on: date
    source: str


@dataclass(frozen=True)
class CallPage:
    """The public page of a call, in the version in force."""

    card: CallCard
    version_id: uuid.UUID
    version: int
    published_at: datetime
    configuration: CallConfiguration
    form: Definition | None
    zone: str
    source: str
    waves: tuple[WaveTimes, ...]
    rules: tuple[RuleLine, ...]
    documents: tuple[Document, ...]
    notices: tuple[NoticeLine, ...]

    @property
    def takes_applications(self) -> bool:
        """Applications are made on this platform (whether a wave is open is another matter)."""
        return self.form is not None

    @property
    def may_start(self) -> bool:
        """A wave is open now."""
        return self.takes_applications and self.card.timing == CallTiming.OPEN

    @property
    def has_precheck(self) -> bool:
        """The call asks its five questions."""
        return bool(self.configuration.precheck and self.configuration.precheck_rules)

    @property
    def caveats(self) -> dict[str, Text]:
        """What readers must know, by part."""
        return dict(self.configuration.caveats)


def call_page(slug: str, *, actor: Actor, now: datetime) -> CallPage | None:
    """The call of this slug in its version in force; None when the actor may not read it (four queries)."""
    call = (
        visible_calls(actor)
        .filter(slug=slug, current_version__isnull=False)
        .select_related("owner", "lever", "current_version")
        .defer("current_version__configuration")
        .prefetch_related(
            Prefetch("waves", Wave.objects.order_by("number")),
            Prefetch("documents", CallDocument.objects.select_related("file").order_by("rank")),
            Prefetch("notices", Notice.objects.filter(published_at__lte=now).order_by("-published_at", "-id")),
        )
        .annotate(limits=F("current_version__configuration__limits"))
        .first()
    )
    if call is None or call.current_version is None:
        return None
    version = call.current_version
    configuration = configuration_of_version(version)
    closed = call.state in (CallState.CLOSED_EARLY, CallState.ARCHIVED)
    return CallPage(
        card=card_of(call, now),
        version_id=version.pk,
        version=version.number,
        published_at=version.published_at,
        configuration=configuration,
        form=form_of_version(version),
        zone=call.zone,
        source=call.source,
        waves=tuple(times_of(each, now, closed_early=closed) for each in call.waves.all()),
        rules=rules_in_words(configuration),
        documents=tuple(_document(each) for each in call.documents.all()),
        notices=tuple(_notices(call)),
    )


def _document(row: CallDocument) -> Document:
    name, size = (row.file.original_name, row.file.size) if row.file else ("", 0)
    return Document(row.pk, Text.read(row.title), row.address, name, size)


def rules_in_words(configuration: CallConfiguration) -> tuple[RuleLine, ...]:
    """The eligibility rules as a list to read; empty when the call has none."""
    rules = rule_set(configuration.eligibility_rules)
    found = rules.rules if rules else ()
    return tuple(RuleLine(each.id, each.label, each.source, each.severity == "blocking") for each in found)


def measured_delays() -> tuple[MeasuredDelay, ...]:
    """The delays really measured on past waves, whatever the call (one query)."""
    waves = Wave.objects.filter(results_published_on__isnull=False).select_related("call").order_by("closes_at")
    return tuple(
        MeasuredDelay(
            call=Text.read(wave.call.title),
            wave=wave.number,
            days=results_delay(wave) or 0,
            closed_on=wave.closes_at,
            results_on=wave.results_published_on,
            source=wave.results_source,
        )
        for wave in waves
        if wave.results_published_on is not None
    )


def _notices(call: Call) -> Iterable[NoticeLine]:
    for each in call.notices.all():
        yield NoticeLine(each.pk, Text.read(each.title), Text.read(each.body), each.published_at)
