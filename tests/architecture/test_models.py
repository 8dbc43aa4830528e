"""What imports cannot see: foreign keys, paired fields, money columns."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.architecture.house import line_of

MODELS = [each for each in apps.get_models() if each.__module__.startswith("deffinum.")]


def _room_of(model: type[models.Model]) -> str | None:
    parts = model.__module__.split(".")
    return parts[2] if parts[1] == "rooms" else None


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down_and_leave_no_trace_above(model: type[models.Model]) -> None:
    room = _room_of(model)
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey):
            continue
        target = field.related_model
        assert isinstance(target, type)
        other = _room_of(target)
        if other == room:
            continue
        assert other is None or (room is not None and line_of(other) < line_of(room)), f"{field} points up"
        assert field.remote_field.related_name == "+" or other is None, f"{field} must have related_name='+'"
        if other is None and target.__module__.startswith("deffinum.foundation"):
            assert field.remote_field.related_name == "+", f"{field} must have related_name='+'"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_money_and_rates_are_whole_numbers_with_their_unit_in_the_name(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        assert not isinstance(field, models.FloatField | models.DecimalField)
        name: str = field.name
        if any(word in name for word in ("amount", "aid_", "base_", "envelope_amount")) and isinstance(
            field, models.IntegerField
        ):
            assert name.endswith(("_cents", "_basis_points")), name


def _nullable(model: type[models.Model], suffix: str) -> dict[str, Any]:
    return {
        field.name.removesuffix(suffix): field
        for field in model._meta.get_fields()
        if field.name.endswith(suffix) and getattr(field, "null", False)
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_who_and_when_are_set_together(model: type[models.Model]) -> None:
    """A nullable `<verb>_by` beside a nullable `<verb>_at` needs a constraint that pairs them."""
    both = _nullable(model, "_by").keys() & _nullable(model, "_at").keys()
    conditions = " ".join(str(each) for each in model._meta.constraints)
    for verb in both:
        assert f"{verb}_by__isnull" in conditions and f"{verb}_at__isnull" in conditions, f"{model} {verb}"


@pytest.mark.django_db
def test_each_model_is_as_its_migrations_make_it() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
