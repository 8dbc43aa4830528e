"""Drafts change, published versions never do: commands, model and database."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.foundation.questionnaires import (
    DefinitionRefused,
    Vocabulary,
    dump_definition,
    publication,
    read_definition,
)
from deffinum.foundation.questionnaires.models import FormVersion, PublishedFormChanged, digest_of
from deffinum.foundation.questionnaires.publication import (
    DraftExists,
    NoPublishedForm,
    change_form_definition,
    create_form_version,
    declare_vocabulary,
    new_form_version,
    publish_form_version,
    vocabulary_of,
)
from tests.foundation.questionnaires.examples import VOCABULARY, project_form

NOW = datetime(2021, 6, 1, 10, 0, tzinfo=UTC)
OFFICER = Actor(account_id=uuid.UUID(int=7), kind="person", name="Camille Exemple")
OWNER = uuid.UUID(int=42)
KIND = "tests.application"


@pytest.fixture(autouse=True)
def vocabularies(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry of this test alone."""
    monkeypatch.setattr(publication, "_vocabularies", {KIND: VOCABULARY})


def draft(definition: dict[str, Any] | None = None) -> FormVersion:
    return create_form_version(kind=KIND, owner_id=OWNER, definition=definition or project_form(), by=OFFICER, now=NOW)


@pytest.fixture
def published(db: None) -> FormVersion:
    """Version 1, published."""
    return publish_form_version(form_version_id=draft().id, by=OFFICER, now=NOW)


def test_publishing_freezes_the_form_with_its_digest(published: FormVersion) -> None:
    kept = FormVersion.objects.get()
    assert (kept.number, kept.status, kept.published_at, kept.published_by) == (1, "published", NOW, OFFICER.account_id)
    assert kept.typed() == read_definition(project_form())
    assert kept.definition == dump_definition(kept.typed())
    assert kept.digest == digest_of(kept.definition) == published.digest
    commands = list(AuditEntry.objects.values_list("command", flat=True))
    assert commands == ["questionnaires.create_form_version", "questionnaires.publish_form_version"]


def test_the_digest_does_not_depend_on_the_order_of_the_members() -> None:
    assert digest_of({"a": 1, "b": [1, 2]}) == digest_of({"b": [1, 2], "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})


@pytest.mark.django_db
def test_the_platform_may_publish() -> None:
    version = publish_form_version(form_version_id=draft().id, by=PLATFORM, now=NOW)
    assert version.published_by is None


def test_the_model_refuses_to_change_or_delete_a_published_version(published: FormVersion) -> None:
    published.number = 9
    rows = FormVersion.objects.filter(pk=published.pk)
    attempts: list[Callable[[], object]] = [
        published.save,
        published.delete,
        rows.delete,
        lambda: rows.update(number=9),
        lambda: FormVersion.objects.bulk_update([published], ["number"]),
        lambda: publish_form_version(form_version_id=published.id, by=OFFICER, now=NOW),
        lambda: change_form_definition(form_version_id=published.id, definition=project_form(), by=OFFICER, now=NOW),
    ]
    for attempt in attempts:
        with pytest.raises(PublishedFormChanged), transaction.atomic():
            attempt()
    assert FormVersion.objects.get().number == 1


def test_the_database_refuses_it_too(published: FormVersion) -> None:
    for statement in (
        "UPDATE questionnaires_formversion SET number = 9",
        "UPDATE questionnaires_formversion SET status = 'draft', published_at = null, published_by = null, digest = ''",
        "DELETE FROM questionnaires_formversion",
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
def test_a_draft_is_changed_and_deleted_freely() -> None:
    version = draft()
    data = project_form()
    data["sections"][0]["title"] = "Votre projet"
    change_form_definition(form_version_id=version.id, definition=data, by=OFFICER, now=NOW)
    kept = FormVersion.objects.get()
    assert kept.typed().sections[0].title.fr == "Votre projet"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM questionnaires_formversion")
    assert not FormVersion.objects.exists()


@pytest.mark.django_db
def test_a_form_that_does_not_hold_together_stays_a_draft() -> None:
    data = project_form()
    data["rules"][0]["expression"] = {"fact": "answers.nothing"}
    version = draft(data)
    with pytest.raises(DefinitionRefused) as refusal:
        publish_form_version(form_version_id=version.id, by=OFFICER, now=NOW)
    assert refusal.value.problems[0].path == "rules[0].expression.fact"
    assert FormVersion.objects.get().status == "draft"
    with pytest.raises(DefinitionRefused):
        change_form_definition(form_version_id=version.id, definition={"sections": 3}, by=OFFICER, now=NOW)
    assert FormVersion.objects.get().definition == version.definition


def test_a_new_version_starts_from_the_newest_published_one(published: FormVersion) -> None:
    second = new_form_version(kind=KIND, owner_id=OWNER, by=OFFICER, now=NOW)
    assert (second.number, second.status, second.definition) == (2, "draft", published.definition)
    with pytest.raises(DraftExists):
        new_form_version(kind=KIND, owner_id=OWNER, by=OFFICER, now=NOW)
    with pytest.raises(DraftExists):
        draft()
    publish_form_version(form_version_id=second.id, by=OFFICER, now=NOW)
    assert new_form_version(kind=KIND, owner_id=OWNER, by=OFFICER, now=NOW).number == 3
    versions = FormVersion.objects.of(kind=KIND, owner_id=OWNER)
    assert (versions.published().count(), versions.drafts().count()) == (2, 1)


@pytest.mark.django_db
def test_there_must_be_something_to_make_a_new_version_of() -> None:
    draft()
    with pytest.raises(NoPublishedForm):
        new_form_version(kind=KIND, owner_id=OWNER, by=OFFICER, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "columns",
    [
        {"status": "published"},
        {"status": "published", "published_at": NOW, "digest": "abc"},
        {"status": "published", "digest": "0" * 64},
        {"status": "draft", "published_at": NOW},
        {"status": "draft", "published_by": OWNER},
        {"status": "draft", "digest": "0" * 64},
        {"status": "unknown"},
    ],
)
def test_when_by_whom_and_digest_go_together(columns: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FormVersion.objects.create(kind=KIND, owner_id=OWNER, number=1, definition={}, **columns)


def test_a_kind_is_declared_once() -> None:
    declare_vocabulary("tests.survey", Vocabulary())
    declare_vocabulary("tests.survey", Vocabulary())
    assert vocabulary_of("tests.survey") == Vocabulary()
    with pytest.raises(ValueError, match="two vocabularies"):
        declare_vocabulary("tests.survey", VOCABULARY)
    with pytest.raises(LookupError, match=r"tests\.nothing"):
        vocabulary_of("tests.nothing")
