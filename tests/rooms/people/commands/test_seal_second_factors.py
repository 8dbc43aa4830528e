"""Second factors in the database: no secret in clear, and a change of key locks nobody out."""

from __future__ import annotations

import base64
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.apps import apps
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.sealing import SealBroken
from deffinum.rooms.people.commands.seal_second_factors import seal_second_factors
from tests.factories.people import NOW, AccountFactory

pytestmark = pytest.mark.django_db
SECRET = base64.b32encode(b"exemple de vingt oct").decode()
OLD, NEW = "ancienne clé d’exemple " * 3, "nouvelle clé d’exemple " * 3


@pytest.fixture(autouse=True)
def _old_key(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    cache.clear()


@pytest.fixture
def codes() -> list[str]:
    """The recovery codes of an account that enrolled under the old key, with a telephone whose key is SECRET."""
    account = AccountFactory()
    TOTP.activate(account, SECRET)
    return list(RecoveryCodes.activate(account).generate_codes())


def rows() -> str:
    """What a copy of the table tells."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, data::text FROM mfa_authenticator ORDER BY id")
        return str(cursor.fetchall())


def factor(kind: str) -> Authenticator:
    return Authenticator.objects.get(type=kind)


def opens() -> bool:
    """Is the code that the telephone shows now taken?"""
    cache.clear()
    counter = list(yield_hotp_counters_from_time())[-1]
    return TOTP(factor("totp")).validate_code(format_hotp_value(hotp_value(SECRET, counter)))


def rotate(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]


def in_clear(codes: list[str]) -> None:
    """The rows as the first version of the platform stored them."""
    Authenticator.objects.filter(type="totp").update(data={"secret": SECRET})
    Authenticator.objects.filter(type="recovery_codes").update(data={"migrated_codes": codes, "used_mask": 0})


def test_no_secret_is_stored_in_clear(codes: list[str]) -> None:
    stored = rows()
    assert SECRET not in stored
    assert not any(each in stored for each in codes)
    assert stored.count("sealed:1:") == 2
    assert opens()


def test_an_older_key_still_verifies_after_a_change(codes: list[str], settings: Any) -> None:
    rotate(settings)
    assert opens()
    assert RecoveryCodes(factor("recovery_codes")).generate_codes() == codes
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SealBroken):
        opens()


def test_sealed_anew_the_older_key_is_needed_no_more(codes: list[str], settings: Any) -> None:
    rotate(settings)
    assert seal_second_factors(by=PLATFORM, now=NOW) == 2
    assert seal_second_factors(by=PLATFORM, now=NOW) == 0
    settings.SECRET_KEY_FALLBACKS = []
    assert opens()
    assert RecoveryCodes(factor("recovery_codes")).generate_codes() == codes
    assert "sealed:1:" not in str(list(AuditEntry.objects.values_list("arguments", flat=True)))


def test_the_operator_is_told_when_the_older_key_is_missing(codes: list[str], settings: Any) -> None:
    before = rows()
    settings.SECRET_KEY = NEW
    with pytest.raises(CommandError, match="SECRET_KEY_FALLBACKS"):
        call_command("seal_second_factors")
    assert rows() == before
    settings.SECRET_KEY_FALLBACKS = [OLD]
    said = StringIO()
    call_command("seal_second_factors", stdout=said)
    assert said.getvalue() == "2 second factors sealed under the present key\n"


def test_the_migration_seals_what_earlier_versions_stored(codes: list[str]) -> None:
    migration = import_module("deffinum.rooms.people.migrations.0002_seal_second_factors")
    in_clear(codes)
    assert opens(), "an earlier version that still runs may write in clear"
    migration.seal_all(apps, None)
    stored = rows()
    assert SECRET not in stored and not any(each in stored for each in codes)
    migration.seal_all(apps, None)
    assert rows() == stored
    assert opens()
    assert RecoveryCodes(factor("recovery_codes")).generate_codes() == codes
    migration.unseal_all(apps, None)
    assert factor("totp").data == {"secret": SECRET}
    assert factor("recovery_codes").data == {"migrated_codes": codes, "used_mask": 0}


def test_what_is_still_in_clear_is_sealed_by_the_command_too(codes: list[str]) -> None:
    in_clear(codes)
    assert seal_second_factors(by=PLATFORM, now=NOW) == 2
    assert SECRET not in rows()
    assert opens()
