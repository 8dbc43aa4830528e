"""The versions of each form: drafts change, published versions never do."""

from __future__ import annotations

import hashlib
import uuid
from functools import lru_cache
from typing import Any, Self

import orjson
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.questionnaires.definition import Definition
from deffinum.foundation.questionnaires.definition_json import read_definition


class PublishedFormChanged(DomainError):
    """A published version would be changed or deleted. Nothing was changed: make a new version instead."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Cette version du formulaire est publiée : elle ne change plus. Rien n’a été modifié. "
                "Préparez une nouvelle version pour la faire évoluer."
            )
        )


class FormStatus(models.TextChoices):
    """A draft can be changed; a published version answers for the files that use it."""

    DRAFT = "draft", _("brouillon")
    PUBLISHED = "published", _("publiée")


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    """Versions of forms; bulk changes refuse published rows (and so does the database)."""

    def of(self, *, kind: str, owner_id: uuid.UUID) -> Self:
        """Every version of one form."""
        return self.filter(kind=kind, owner_id=owner_id)

    def published(self) -> Self:
        """The versions that no longer change."""
        return self.filter(status=FormStatus.PUBLISHED)

    def drafts(self) -> Self:
        """The versions being written."""
        return self.filter(status=FormStatus.DRAFT)

    def update(self, **kwargs: Any) -> int:
        """Refuse when a published row is among them (PublishedFormChanged)."""
        if self.published().exists():
            raise PublishedFormChanged
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse when a published row is among them (PublishedFormChanged)."""
        if self.published().exists():
            raise PublishedFormChanged
        return super().delete()


class FormVersion(models.Model):
    """One version of one form. `kind` says what the form is for ('calls.application'), `owner_id` whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    owner_id = models.UUIDField()
    number = models.PositiveIntegerField()
    """From 1, in the order of creation."""
    status = models.CharField(max_length=10, choices=FormStatus.choices, default=FormStatus.DRAFT)
    definition = models.JSONField()
    """Canonical JSON of the form (`definition_json.dump_definition`)."""
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)
    """The account that published; empty when the platform did."""
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the canonical JSON at publication, in hexadecimal."""

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "owner_id", "number")
        constraints = [
            models.UniqueConstraint(fields=["kind", "owner_id", "number"], name="form_version_number_once"),
            models.UniqueConstraint(
                fields=["kind", "owner_id"], condition=Q(status="draft"), name="form_version_one_draft"
            ),
            models.CheckConstraint(
                name="form_version_published_together",
                condition=Q(status="draft", published_at__isnull=True, published_by__isnull=True, digest="")
                | Q(status="published", published_at__isnull=False, digest__regex="^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} ({self.status})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to write over a published version (PublishedFormChanged)."""
        if not self._state.adding and type(self)._base_manager.filter(pk=self.pk, status="published").exists():
            raise PublishedFormChanged
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to delete a published version (PublishedFormChanged)."""
        if type(self)._base_manager.filter(pk=self.pk, status="published").exists():
            raise PublishedFormChanged
        return super().delete(*args, **kwargs)

    @property
    def is_published(self) -> bool:
        """Published versions never change."""
        return self.status == FormStatus.PUBLISHED

    def typed(self) -> Definition:
        """The form as typed data. Raises DefinitionRefused when a draft cannot be understood."""
        return _parsed(canonical_json(self.definition))


def canonical_json(data: Any) -> bytes:
    """One way to write a piece of JSON: sorted keys, no space, UTF-8."""
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def digest_of(data: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


@lru_cache(maxsize=64)
def _parsed(canonical: bytes) -> Definition:
    return read_definition(orjson.loads(canonical))
