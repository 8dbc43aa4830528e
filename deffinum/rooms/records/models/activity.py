"""What a store knows of an activity: the definitions that it received, merged."""

from __future__ import annotations

from django.db import models


class Activity(models.Model):
    """An activity of a store, with its merged definition."""

    pk = models.CompositePrimaryKey("store_id", "key")
    store_id = models.UUIDField()
    key = models.UUIDField()
    iri = models.TextField()
    definition = models.JSONField()
    """As JSON of xAPI: name, description, type, moreInfo, extensions and the interaction's properties."""

    def __str__(self) -> str:
        return self.iri
