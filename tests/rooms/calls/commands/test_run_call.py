"""Waves, early closing, notices, late exceptions."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deffinum.foundation.audit.log import first_broken_link
from deffinum.foundation.lifecycle.table import MoveRefused
from deffinum.foundation.policies import PLATFORM, Refused
from deffinum.rooms.calls.commands.close_call_early import close_call_early
from deffinum.rooms.calls.commands.grant_late_exception import ExceptionRefused, grant_late_exception
from deffinum.rooms.calls.commands.open_call import open_call
from deffinum.rooms.calls.commands.prepare_call import SlugTaken, UnknownZone, prepare_call
from deffinum.rooms.calls.commands.publish_notice import NoticeEmpty, publish_notice
from deffinum.rooms.calls.commands.schedule_wave import WaveRefused, schedule_wave
from deffinum.rooms.calls.models import Application, Call, Notice
from deffinum.rooms.calls.queries.open_calls import call_cards
from deffinum.rooms.calls.words import CallState, CallTiming
from deffinum.rooms.people.public import notification_page
from tests.factories.calls import NOW, make_account, make_call, make_organisation, officer, person

pytestmark = pytest.mark.django_db


def _draft(call: Call, **fields: Any) -> Application:
    return Application.objects.create(
        reference=f"ESSAI-{uuid.uuid4().hex[:8]}",
        call=call,
        call_version=call.current_version,
        wave=call.waves.get(),
        title="Projet d’essai",
        lead_id=make_organisation(),
        created_at=NOW,
        **fields,
    )


def test_a_wave_keeps_its_local_times_and_its_instants() -> None:
    call = make_call(opens_at=None)
    wave = schedule_wave(
        call_id=call.pk, opens_local="2026-03-28T09:00", closes_local="2026-10-26T12:00", by=PLATFORM, now=NOW
    )
    assert (wave.opens_at, wave.closes_at) == (
        datetime(2026, 3, 28, 8, tzinfo=UTC),
        datetime(2026, 10, 26, 11, tzinfo=UTC),
    )
    assert (wave.opens_local, wave.closes_local, wave.zone) == ("2026-03-28T09:00", "2026-10-26T12:00", "Europe/Paris")


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        ("2026-06-01T00:00", "2026-05-01T00:00", "suivre l’ouverture"),
        ("2026-03-29T02:30", "2026-05-01T00:00", "n’existe pas"),
        ("demain", "2026-05-01T00:00", "n’existe pas"),
        ("2026-03-12T00:00", "2026-05-01T00:00", "chevauche"),
    ],
)
def test_times_that_cannot_be_are_refused(opens: str, closes: str, said: str) -> None:
    call = make_call()
    with pytest.raises(WaveRefused, match=said):
        schedule_wave(call_id=call.pk, opens_local=opens, closes_local=closes, by=PLATFORM, now=NOW)
    assert call.waves.count() == 1


def test_closing_early_needs_a_reason_stops_the_call_and_says_why() -> None:
    account = make_account()
    call = make_call()
    _draft(call, created_by=account.pk)
    agent = officer(call)
    with pytest.raises(MoveRefused, match="motif"):
        close_call_early(call_id=call.pk, reason=" ", by=agent, now=NOW)
    close_call_early(call_id=call.pk, reason="L’enveloppe est consommée.", by=agent, now=NOW)
    (card,) = call_cards(actor=person(), now=NOW)
    assert (card.timing, card.is_closed_early) == (CallTiming.CLOSED, True)
    assert Notice.objects.get(call=call).body["fr"] == "L’enveloppe est consommée."
    assert Application.objects.get(call=call).punctuality(NOW) is None
    assert [str(each.title) for each in notification_page(person(account_id=account.pk)).lines] == [
        "Clôture anticipée de l’appel"
    ]
    with pytest.raises(Refused, match="rien à clore"):
        close_call_early(call_id=call.pk, reason="Encore", by=agent, now=NOW)
    assert first_broken_link() is None


def test_a_call_opens_once_and_needs_rules() -> None:
    owner = make_organisation()
    call = prepare_call(
        slug="nouveau",
        title={"fr": "Nouveau"},
        summary={"fr": "…"},
        owner_id=owner,
        lever_id=None,
        region_code="",
        zone="Indian/Reunion",
        source="",
        is_sample=True,
        by=officer(),
        now=NOW,
    )
    assert call.state == CallState.DRAFT
    with pytest.raises(Refused, match="pas encore de règles"):
        open_call(call_id=call.pk, by=officer(), now=NOW)
    published = make_call()
    with pytest.raises(MoveRefused):
        open_call(call_id=published.pk, by=officer(), now=NOW)


def test_an_address_is_used_once_and_a_zone_exists() -> None:
    call = make_call("pris")
    fields: dict[str, Any] = {
        "title": {"fr": "Essai"},
        "summary": {"fr": "…"},
        "owner_id": call.owner_id,
        "lever_id": None,
        "region_code": "",
        "source": "",
        "is_sample": True,
        "by": officer(),
        "now": NOW,
    }
    with pytest.raises(SlugTaken):
        prepare_call(slug="pris", zone="Europe/Paris", **fields)
    with pytest.raises(UnknownZone):
        prepare_call(slug="libre", zone="Europe/Atlantide", **fields)


def test_a_notice_has_words() -> None:
    call = make_call()
    with pytest.raises(NoticeEmpty):
        publish_notice(call_id=call.pk, title={"fr": "Titre"}, body={"fr": " "}, by=officer(call), now=NOW)
    notice = publish_notice(call_id=call.pk, title={"fr": "Titre"}, body={"fr": "Texte"}, by=officer(call), now=NOW)
    assert (notice.title["fr"], notice.published_at) == ("Titre", NOW)


def test_an_exception_names_one_file_an_author_and_a_reason() -> None:
    call = make_call(opens_at=NOW - timedelta(days=30), closes_at=NOW - timedelta(hours=1))
    helped, other = _draft(call), _draft(call)
    agent, until = officer(call), NOW + timedelta(days=2)
    granted = grant_late_exception(
        application_id=helped.pk, until=until, reason="Coupure de réseau constatée.", by=agent, now=NOW
    )
    assert (granted.granted_by, granted.until) == (agent.account_id, until)
    assert helped.punctuality(until - timedelta(seconds=1)) == "exception"
    assert helped.punctuality(until) is None
    assert other.punctuality(NOW) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "  "}, "motif"),
        ({"until": NOW}, "déjà passée"),
        ({"by": PLATFORM}, "personne nommée"),
    ],
)
def test_an_exception_without_cause_is_refused(changes: dict[str, Any], said: str) -> None:
    call = make_call()
    draft = _draft(call)
    asked: dict[str, Any] = {"until": NOW + timedelta(days=1), "reason": "Motif", "by": officer(call)} | changes
    with pytest.raises(ExceptionRefused, match=said):
        grant_late_exception(application_id=draft.pk, now=NOW, **asked)
    assert draft.late_exceptions.count() == 0
