"""Calls, waves and their configurations, made through the room's own commands."""

from __future__ import annotations

import copy
import itertools
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from deffinum.foundation.policies import PLATFORM, Actor, RoleGrant
from deffinum.rooms.calls.commands.open_call import open_call
from deffinum.rooms.calls.commands.prepare_call import prepare_call
from deffinum.rooms.calls.commands.publish_call_version import publish_call_version
from deffinum.rooms.calls.models import Call, Wave
from deffinum.rooms.calls.queries.reference_calls import ReferenceCall, reference_calls
from deffinum.rooms.people.public import Account, register_historical_organisation

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
"""The instant of most tests: a Tuesday, 10:30 in Paris."""
_numbers = itertools.count(1)


def reference_call(slug: str = "appel-exemple") -> ReferenceCall:
    """A call of the reference folder ('deffinum', 'deffinov-paca', 'ami-cma', 'appel-exemple')."""
    return next(each for each in reference_calls() if each.slug == slug)


def configuration(slug: str = "appel-exemple", **changes: Any) -> dict[str, Any]:
    """A copy of a reference configuration, with top-level parts replaced."""
    return copy.deepcopy(dict(reference_call(slug).configuration)) | changes


def form_definition(slug: str = "appel-exemple") -> dict[str, Any]:
    """A copy of the form of a reference call."""
    return copy.deepcopy(dict(reference_call(slug).form or {}))


def make_organisation(
    name: str = "Organisation d’essai", *, kind: str = "training", region_code: str = "27"
) -> uuid.UUID:
    """An organisation without SIRET; returns its identifier."""
    return register_historical_organisation(
        organisation_id=uuid.uuid4(),
        name=name,
        kind=kind,
        region_code=region_code,
        is_sample=True,
        by=PLATFORM,
        now=NOW,
    )


def make_call(
    slug: str = "",
    *,
    settings: Mapping[str, Any] | None = None,
    form: Mapping[str, Any] | None = None,
    opens_at: datetime | None = NOW - timedelta(days=9),
    closes_at: datetime = NOW + timedelta(days=51),
    grace_seconds: int = 0,
    published: bool = True,
    zone: str = "Europe/Paris",
    now: datetime = NOW,
) -> Call:
    """A published call with one wave (none when `opens_at` is None) and the sample call's configuration."""
    name = slug or f"appel-essai-{next(_numbers)}"
    call = prepare_call(
        slug=name,
        title={"fr": f"Appel {name}", "en": f"Call {name}"},
        summary={"fr": "Un appel d’essai.", "en": "A call for tests."},
        owner_id=make_organisation("Attribuant d’essai", kind="state"),
        lever_id=None,
        region_code="",
        zone=zone,
        source="",
        is_sample=True,
        by=PLATFORM,
        now=now,
    )
    publish_call_version(
        call_id=call.pk,
        configuration=settings if settings is not None else configuration(),
        form_definition=form if form is not None else form_definition(),
        changes={"fr": "Première version.", "en": "First version."},
        by=PLATFORM,
        now=now,
    )
    if opens_at is not None:
        make_wave(call, opens_at=opens_at, closes_at=closes_at, grace_seconds=grace_seconds)
    if published:
        open_call(call_id=call.pk, by=PLATFORM, now=now)
    return Call.objects.select_related("current_version").get(pk=call.pk)


def make_wave(call: Call, *, opens_at: datetime, closes_at: datetime, grace_seconds: int = 0) -> Wave:
    """A wave between two instants, numbered after the call's last one."""
    return Wave.objects.create(
        call=call,
        number=call.waves.count() + 1,
        opens_at=opens_at,
        closes_at=closes_at,
        opens_local=f"{opens_at:%Y-%m-%dT%H:%M}",
        closes_local=f"{closes_at:%Y-%m-%dT%H:%M}",
        zone="UTC",
        grace_seconds=grace_seconds,
    )


def make_account(email: str = "", *, first_name: str = "Alix", last_name: str = "Essai") -> Account:
    """A person without role or mandate."""
    address = email or f"personne-{next(_numbers)}@exemple.invalid"
    return Account.objects.create_user(address, first_name=first_name, last_name=last_name, created_at=NOW)


def person(*, organisation_ids: tuple[uuid.UUID, ...] = (), account_id: uuid.UUID | None = None) -> Actor:
    """A signed-in person, with mandates for these organisations."""
    return Actor(
        account_id=account_id or uuid.uuid4(),
        name="Alix Essai",
        organisation_ids=frozenset(organisation_ids),
        kind="person",
    )


def officer(call: Call | None = None) -> Actor:
    """An officer of one call, or of all of them."""
    grant = RoleGrant("officer", "call", call.pk) if call else RoleGrant("officer")
    return Actor(account_id=uuid.uuid4(), name="Agent d’essai", grants=frozenset({grant}), kind="person")
