"""Which rules and which form was this application opened under (PRODUCT rule 1)? Parsed once a process."""

from __future__ import annotations

import uuid
from functools import lru_cache

from deffinum.foundation.questionnaires import Definition, RuleSet, read_rule_set
from deffinum.foundation.questionnaires.models import FormVersion
from deffinum.rooms.calls.models import Application, CallVersion
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, read_configuration

NO_FORM = Definition()

# A published version never changes, neither does its form (database triggers): what was parsed stays true. The digest
# covers both, so that a database put back from elsewhere under the same identifiers is read again.


@lru_cache(maxsize=64)
def _configuration(version_id: uuid.UUID, _digest: str) -> CallConfiguration:
    return read_configuration(CallVersion.objects.values_list("configuration", flat=True).get(pk=version_id))


@lru_cache(maxsize=64)
def _rule_set(version_id: uuid.UUID, digest: str) -> RuleSet:
    return read_rule_set(dict(_configuration(version_id, digest).eligibility_rules))


@lru_cache(maxsize=64)
def _definition(form_id: uuid.UUID, _digest: str) -> Definition:
    return FormVersion.objects.get(pk=form_id).typed()


def published_configuration(version_id: uuid.UUID, digest: str) -> CallConfiguration:
    """The configuration of the published version of this identifier and digest. Raises InvalidConfiguration."""
    return _configuration(version_id, digest)


def configuration_of_version(version: CallVersion) -> CallConfiguration:
    """The configuration of a published version (a query once a process). Raises InvalidConfiguration."""
    return _configuration(version.pk, version.digest)


def configuration_of(application: Application) -> CallConfiguration:
    """The call's rules as they were when the application was opened. Raises InvalidConfiguration."""
    return configuration_of_version(application.call_version)


def eligibility_rules_of(application: Application) -> RuleSet:
    """The rules of eligibility as they were when the application was opened."""
    return _rule_set(application.call_version.pk, application.call_version.digest)


def form_of_version(version: CallVersion) -> Definition | None:
    """The form of a published version; None when no application is taken here."""
    return _definition(version.form_version_id, version.digest) if version.form_version_id else None


def definition_of(application: Application) -> Definition:
    """The form as it was when the application was opened; an empty one when the call has none here."""
    return form_of_version(application.call_version) or NO_FORM


def pinned_configuration(*, application_id: uuid.UUID) -> CallConfiguration:
    """The rules that an application was opened under (one query). Raises Application.DoesNotExist."""
    return configuration_of(Application.objects.with_pinned_version().get(pk=application_id))
