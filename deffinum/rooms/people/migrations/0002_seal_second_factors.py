"""Seal the secrets of second factors that earlier versions stored in clear."""

from collections.abc import Callable
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from deffinum.foundation.sealing import is_sealed, seal, unseal

PURPOSE = "people.second_factor"


def seal_all(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """From clear texts to sealed ones."""
    _write(apps, lambda text: text if is_sealed(text) else seal(text, purpose=PURPOSE))


def unseal_all(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Back to what earlier versions read."""
    _write(apps, lambda text: unseal(text, purpose=PURPOSE) if is_sealed(text) else text)


def _write(apps: Apps, change: Callable[[str], str]) -> None:
    factors = apps.get_model("mfa", "Authenticator").objects
    for each in factors.filter(type__in=("totp", "recovery_codes")).select_for_update():
        each.data = {key: _changed(key, value, change) for key, value in each.data.items()}
        each.save(update_fields=["data"])


def _changed(key: str, value: Any, change: Callable[[str], str]) -> Any:
    if key == "migrated_codes":
        return [change(each) for each in value]
    return change(value) if key in {"secret", "seed"} else value


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal_all, unseal_all)]
