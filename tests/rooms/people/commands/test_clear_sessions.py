"""Sessions that ended go in the night; those in use stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.clock.instants import set_sample_clock
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.people.commands.clear_sessions import clear_sessions
from deffinum.rooms.people.jobs import clear_expired_sessions
from tests.factories.people import NOW, AccountFactory

pytestmark = pytest.mark.django_db


def session(ends_in: timedelta) -> str:
    store = SessionStore()
    store["account_login_code"] = "exemple"
    store.set_expiry(timezone.now() + ends_in)
    store.save()
    assert store.session_key
    return store.session_key


def test_the_night_clears_what_ended_and_signs_nobody_out(client: Client) -> None:
    client.force_login(AccountFactory())
    ended, running = session(-timedelta(seconds=1)), session(timedelta(hours=1))
    clear_expired_sessions(timestamp=0)
    kept = set(Session.objects.values_list("session_key", flat=True))
    assert kept == {running, client.session.session_key} and ended not in kept
    assert AuditEntry.objects.get().command == "people.clear_sessions"


def test_the_moved_clock_of_the_sample_ends_no_session(settings) -> None:
    settings.SAMPLE_MODE = True
    set_sample_clock(timedelta(days=900))
    running = session(timedelta(days=1))
    clear_expired_sessions(timestamp=0)
    assert Session.objects.get().session_key == running


def test_it_says_how_many() -> None:
    session(-timedelta(days=1))
    later = timezone.now()
    assert [clear_sessions(by=PLATFORM, now=each) for each in (NOW, later, later)] == [0, 1, 0]
