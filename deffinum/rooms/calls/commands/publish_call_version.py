"""Put a configuration of a call in force: checked, digested, never changed afterwards."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from django.utils.translation import gettext as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.questionnaires import DefinitionRefused, dump_definition, read_definition
from deffinum.foundation.questionnaires.models import FormVersion, digest_of
from deffinum.foundation.questionnaires.publication import create_form_version, publish_form_version
from deffinum.foundation.values import Text
from deffinum.rooms.calls.events import CallVersionPublished
from deffinum.rooms.calls.models import Call, CallVersion
from deffinum.rooms.calls.policies.call import may_publish_version
from deffinum.rooms.calls.queries.call_configuration import InvalidConfiguration, read_configuration
from deffinum.rooms.calls.queries.configuration_checks import configuration_problems

FORM_KIND = "calls.application"


class ConfigurationRefused(DomainError):
    """The configuration does not hold together: the message lists every reason. Nothing was published."""

    status = 422


@command("calls.publish_call_version")
def publish_call_version(
    *,
    call_id: uuid.UUID,
    configuration: Mapping[str, Any],
    form_definition: Mapping[str, Any] | None,
    changes: Mapping[str, str],
    by: Actor,
    now: datetime,
) -> CallVersion:
    """Check the configuration and its form, and make them the call's version in force.

    `configuration`: shape of `queries/call_configuration.py`; `form_definition`: shape of
    `questionnaires.read_definition`, None when no application is taken here; `changes`: bilingual words.
    Publishing what is already in force again changes nothing and gives back the version in force.
    Raises Refused, ConfigurationRefused.
    """
    call = Call.objects.select_for_update(of=("self",), no_key=True).select_related("current_version").get(pk=call_id)
    may_publish_version(by, call, now=now).require()
    form, stored = _checked(configuration, form_definition)
    digest = _digest_of_version(stored, form)
    current = call.current_version
    if current is not None and current.digest == digest:
        return current
    version = CallVersion.objects.create(
        call=call,
        number=(current.number if current else 0) + 1,
        configuration=stored,
        form_version=_form_version(call, current, form, by=by, now=now) if form is not None else None,
        digest=digest,
        published_at=now,
        published_by=by.account_id,
        changes=Text.read(changes).stored(),
    )
    call.current_version = version
    call.save(update_fields=["current_version"])
    events.publish(CallVersionPublished(call_id=call.pk, version_id=version.pk))
    return version


def _digest_of_version(configuration: Mapping[str, Any], form: Mapping[str, Any] | None) -> str:
    """SHA-256 (hexadecimal) of the canonical JSON of the configuration and of the form's definition."""
    content = {"configuration": configuration, "form": form}
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _checked(
    configuration: Mapping[str, Any], form_definition: Mapping[str, Any] | None
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The canonical form and the configuration, or ConfigurationRefused with every sentence."""
    try:
        typed = read_configuration(configuration)
        form = read_definition(dict(form_definition)) if form_definition is not None else None
        problems = configuration_problems(typed, form)
    except (InvalidConfiguration, DefinitionRefused) as refusal:
        form, problems = None, [str(refusal)]
    if problems:
        lead = _("La configuration n’a pas été publiée ; celle en vigueur reste la même. À corriger :")
        raise ConfigurationRefused("\n".join([lead, *problems]))
    return (dump_definition(form) if form is not None else None), dict(configuration)


def _form_version(
    call: Call, current: CallVersion | None, form: dict[str, Any], *, by: Actor, now: datetime
) -> FormVersion:
    """The form in force when it is the same, else a new published version of it."""
    if current is not None and current.form_version is not None and current.form_version.digest == digest_of(form):
        return current.form_version
    draft = create_form_version(kind=FORM_KIND, owner_id=call.pk, definition=form, by=by, now=now)
    return publish_form_version(form_version_id=draft.pk, by=by, now=now)
