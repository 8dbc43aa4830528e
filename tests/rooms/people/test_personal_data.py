"""Every model that holds a person's data says why, on which basis and for how long."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from deffinum.foundation.values import PersonalData
from deffinum.rooms.people.models import Account
from deffinum.rooms.people.queries.declared_data import declared_data

MODELS: list[Any] = list(apps.get_app_config("people").get_models())


def declarations(model: type[models.Model]) -> list[PersonalData]:
    found = getattr(sys.modules[model.__module__], "PERSONAL_DATA", ())
    return [each for each in found if each.model == model.__name__]


def is_personal(field: Any) -> bool:
    about_someone = isinstance(field, models.ForeignKey) and field.related_model is Account
    return (about_someone and field.name == "account") or isinstance(field, models.EmailField)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_about_a_person_declares_it(model: type[models.Model]) -> None:
    personal = [field.name for field in model._meta.fields if is_personal(field)]
    declared = declarations(model)
    assert bool(declared) or not personal
    for each in declared:
        assert set(personal) <= set(each.fields)
        assert set(each.fields) <= {field.name for field in model._meta.fields}
        assert all((text.fr and text.en) for text in (each.purpose, each.legal_basis, each.retention))


def test_the_page_collects_them() -> None:
    found = {each.model for each in declared_data({model.__module__ for model in MODELS})}
    assert {"Account", "Mandate", "Invitation", "Notification", "RoleGrantRow", "OrganisationToken"} <= found
