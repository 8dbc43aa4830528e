"""A legal person that takes part in the plan."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.people.words import OrganisationKind


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Chainable filters."""

    def named_like(self, words: str) -> OrganisationQuerySet:
        """Organisations whose name contains these words, or whose SIRET starts with these digits."""
        digits = "".join(words.split())
        found = models.Q(name__icontains=words)
        return self.filter(found | models.Q(siret__startswith=digits) if digits.isdigit() else found)


class Organisation(models.Model):
    """An establishment (SIRET) that takes part in the plan. The real winners have no SIRET in our sources: blank."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    siret = models.CharField(max_length=14, blank=True)
    activity_number = models.CharField(max_length=11, blank=True)
    """Numéro de déclaration d'activité (NDA): eleven digits, training organisations only (L6351-1)."""
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    region_code = models.CharField(max_length=3, blank=True)
    """INSEE code of the region ('27'); empty when national or unknown."""
    postcode = models.CharField(max_length=5, blank=True)
    commune_code = models.CharField(max_length=5, blank=True)
    commune_name = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=300, blank=True)
    created_on = models.DateField(null=True, blank=True)
    """Date of legal creation, for rules on the minimum age of members."""
    is_sample = models.BooleanField(default=False)
    registered_at = models.DateTimeField()

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["siret"], condition=~models.Q(siret=""), name="organisation_siret_unique"),
            models.CheckConstraint(
                condition=models.Q(siret="") | models.Q(siret__regex=r"^[0-9]{14}$"), name="organisation_siret_shape"
            ),
            models.CheckConstraint(
                condition=models.Q(activity_number="") | models.Q(activity_number__regex=r"^[0-9]{11}$"),
                name="organisation_activity_number_shape",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def siren(self) -> str:
        """The legal unit's nine digits, or ''."""
        return self.siret[:9]
