"""The counts of learning: of each resource and step, of each day, and the groups of them that may be read."""

from __future__ import annotations

from django.db import models


class Figure(models.Model):
    """One count of a resource, a step or (nil keys) the store.

    `live` comes from the attempts that stand; `kept` from those that retention took away.
    """

    pk = models.CompositePrimaryKey("store_id", "resource_key", "step_key", "measure")
    store_id = models.UUIDField()
    resource_key = models.UUIDField()
    step_key = models.UUIDField()
    measure = models.SmallIntegerField()
    """One of `words.Measure`, or LASTED plus the rank of a length of time."""
    live = models.BigIntegerField()
    kept = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.resource_key} / {self.step_key} / {self.measure}"


class DailyFigure(models.Model):
    """One count of those who began a resource on one day, in one version, path and place: the grain of all crossings.

    Each learner of a resource is in one row of a measure, by their first attempt. Never shown as it is.
    """

    pk = models.CompositePrimaryKey(
        "store_id", "resource_key", "day", "version_key", "path_key", "place_key", "measure"
    )
    store_id = models.UUIDField()
    resource_key = models.UUIDField()
    day = models.DateField()
    """On the clocks of the organisation."""
    version_key = models.UUIDField()
    path_key = models.UUIDField()
    place_key = models.UUIDField()
    measure = models.SmallIntegerField()
    live = models.BigIntegerField()
    kept = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.resource_key} / {self.day} / {self.measure}"


class ShownGroup(models.Model):
    """One count of a group of learners who are enough for it to be read (`queries.shown_groups`).

    A question about a period, a version, a path or a place adds up the groups that it holds whole.
    """

    pk = models.CompositePrimaryKey("store_id", "resource_key", "measure", "rank")
    store_id = models.UUIDField()
    resource_key = models.UUIDField()
    measure = models.SmallIntegerField()
    rank = models.IntegerField()
    """Among those of the measure."""
    first_day = models.DateField()
    last_day = models.DateField()
    version_key = models.UUIDField()
    """`shown_groups.MIXED`: several. `path_key` and `place_key` alike."""
    path_key = models.UUIDField()
    place_key = models.UUIDField()
    number = models.BigIntegerField(null=True)
    """None: of the whole resource, too few have it or do not have it."""

    def __str__(self) -> str:
        return f"{self.resource_key} / {self.measure} / {self.first_day}"


class ChangedResource(models.Model):
    """A resource of which counts changed since its groups were cut."""

    pk = models.CompositePrimaryKey("store_id", "resource_key")
    store_id = models.UUIDField()
    resource_key = models.UUIDField()

    def __str__(self) -> str:
        return str(self.resource_key)
