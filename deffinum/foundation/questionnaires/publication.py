"""The life of a form: write a draft, publish it, prepare the next version."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.questionnaires.definition_checks import check_definition
from deffinum.foundation.questionnaires.definition_json import dump_definition, read_definition
from deffinum.foundation.questionnaires.models import (
    FormStatus,
    FormVersion,
    PublishedFormChanged,
    digest_of,
)
from deffinum.foundation.questionnaires.vocabulary import Vocabulary

_vocabularies: dict[str, Vocabulary] = {}


class NoPublishedForm(DomainError):
    """There is nothing to make a new version of."""


class DraftExists(DomainError):
    """The form already has a draft: one at a time, so that nobody's work is hidden."""


def declare_vocabulary(kind: str, vocabulary: Vocabulary) -> None:
    """Say, once at start-up, which facts the forms of one kind may read. ValueError when said twice otherwise."""
    if _vocabularies.setdefault(kind, vocabulary) != vocabulary:
        raise ValueError(f"{kind}: two vocabularies are declared.")


def vocabulary_of(kind: str) -> Vocabulary:
    """The facts of the room for this kind of form (LookupError when no room declared the kind)."""
    if kind not in _vocabularies:
        raise LookupError(f"{kind}: no vocabulary is declared for this kind of form.")
    return _vocabularies[kind]


@command("questionnaires.create_form_version")
def create_form_version(
    *, kind: str, owner_id: uuid.UUID, definition: Mapping[str, Any], by: Actor, now: datetime
) -> FormVersion:
    """Write the first draft of a form (or a draft beside published versions).

    Raises DefinitionRefused when the JSON cannot be understood, DraftExists when there is a draft already.
    Types and facts are checked at publication. Who may do it is the calling room's policy.
    """
    return _add_draft(kind, owner_id, dump_definition(read_definition(dict(definition))))


@command("questionnaires.change_form_definition")
def change_form_definition(
    *, form_version_id: uuid.UUID, definition: Mapping[str, Any], by: Actor, now: datetime
) -> FormVersion:
    """Replace a draft's definition. Raises DefinitionRefused (the draft is kept as it was), PublishedFormChanged."""
    version = _locked_draft(form_version_id)
    version.definition = dump_definition(read_definition(dict(definition)))
    version.save(update_fields=["definition"])
    return version


@command("questionnaires.publish_form_version")
def publish_form_version(*, form_version_id: uuid.UUID, by: Actor, now: datetime) -> FormVersion:
    """Check the draft against its kind's vocabulary, and freeze it with its digest.

    Raises DefinitionRefused with every sentence (the draft is kept), PublishedFormChanged when it is published
    already, LookupError when no room declared the kind.
    """
    version = _locked_draft(form_version_id)
    definition = read_definition(version.definition)
    check_definition(definition, vocabulary_of(version.kind))
    version.definition = dump_definition(definition)
    version.digest = digest_of(version.definition)
    version.status = FormStatus.PUBLISHED
    version.published_at, version.published_by = now, by.account_id
    version.save(update_fields=["definition", "digest", "status", "published_at", "published_by"])
    return version


@command("questionnaires.new_form_version")
def new_form_version(*, kind: str, owner_id: uuid.UUID, by: Actor, now: datetime) -> FormVersion:
    """Copy the newest published version to a draft. Raises NoPublishedForm, DraftExists."""
    newest = FormVersion.objects.of(kind=kind, owner_id=owner_id).published().order_by("-number").first()
    if newest is None:
        raise NoPublishedForm(_("Ce formulaire n’a pas encore de version publiée. Publiez d’abord son brouillon."))
    return _add_draft(kind, owner_id, newest.definition)


def _add_draft(kind: str, owner_id: uuid.UUID, definition: dict[str, Any]) -> FormVersion:
    # Locking the form's rows orders two people who prepare a version at once; the constraints decide in the end.
    known = FormVersion.objects.of(kind=kind, owner_id=owner_id)
    rows = list(known.select_for_update(no_key=True).values_list("status", flat=True))
    if FormStatus.DRAFT in rows:
        raise DraftExists(_("Ce formulaire a déjà un brouillon. Reprenez-le : rien n’a été créé."))
    last = known.aggregate(last=Max("number"))["last"] or 0
    return FormVersion.objects.create(kind=kind, owner_id=owner_id, number=last + 1, definition=definition)


def _locked_draft(form_version_id: uuid.UUID) -> FormVersion:
    version = FormVersion.objects.select_for_update(no_key=True).get(pk=form_version_id)
    if version.is_published:
        raise PublishedFormChanged
    return version
