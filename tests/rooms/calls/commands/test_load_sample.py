"""The calls and projects that come with the project."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.calls.commands.load_sample import load_calls_sample
from deffinum.rooms.calls.models import Application, Call, CallVersion, Notice, Question, Wave
from deffinum.rooms.calls.queries.historical_applications import historical_applications
from deffinum.rooms.calls.words import ApplicationState, CallState
from tests.factories.calls import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    load_calls_sample(by=PLATFORM, now=NOW)


@pytest.mark.usefixtures("loaded")
def test_every_reference_call_is_published_with_a_version() -> None:
    calls = {call.slug: call for call in Call.objects.select_related("current_version")}
    assert set(calls) == {"deffinum", "deffinov-paca", "ami-cma", "appel-exemple"}
    assert {call.state for call in calls.values()} == {CallState.PUBLISHED}
    assert all(call.current_version and len(call.current_version.digest) == 64 for call in calls.values())
    assert [slug for slug, call in calls.items() if call.is_sample] == ["appel-exemple"]
    assert calls["ami-cma"].current_version.form_version is None


@pytest.mark.usefixtures("loaded")
def test_the_real_waves_close_at_noon_in_paris() -> None:
    closings = list(Wave.objects.filter(call__slug="deffinum").order_by("number").values_list("closes_at", flat=True))
    assert closings == [
        datetime(2021, 8, 31, 10, tzinfo=UTC),
        datetime(2021, 12, 30, 11, tzinfo=UTC),
        datetime(2022, 5, 2, 10, tzinfo=UTC),
    ]


@pytest.mark.usefixtures("loaded")
def test_what_public_sources_do_not_give_stays_empty_and_said() -> None:
    assert not Wave.objects.filter(call__slug__in=["deffinov-paca", "ami-cma"]).exists()
    deffinum = CallVersion.objects.get(call__slug="deffinum").configuration
    assert deffinum["caveats"]["criteria"]["fr"] == "Pondération d’exemple, non publiée dans nos sources."
    paca = CallVersion.objects.get(call__slug="deffinov-paca").configuration
    communication = next(each for each in paca["categories"] if each["key"] == "communication")
    assert "ceiling_basis_points" not in communication
    notices = Notice.objects.filter(call__slug="deffinum")
    assert any("30 janvier au 30 avril 2022" in each.body["fr"] for each in notices)


@pytest.mark.usefixtures("loaded")
def test_the_sample_call_is_open_on_the_day_of_loading_for_sixty_days() -> None:
    wave = Wave.objects.get(call__slug="appel-exemple")
    assert wave.opens_at == datetime(2026, 3, 9, 23, tzinfo=UTC)  # midnight in Paris, winter time
    assert wave.closes_at == datetime(2026, 5, 9, 10, tzinfo=UTC)  # noon in Paris, summer time
    assert Question.objects.filter(call__slug="appel-exemple", state="published").count() == 1


@pytest.mark.usefixtures("loaded")
def test_the_four_real_projects_keep_their_blank_amounts_blank() -> None:
    rows = Application.objects.order_by("reference").values_list("title", "base_cents", "aid_cents", "state", "wave")
    assert list(rows) == [
        ("Nid’AI.e", 692_813_500, 484_969_500, ApplicationState.SUBMITTED, None),
        (
            "Le numérique, vecteur de performance et d’emplois pour les sportifs",
            544_974_700,
            356_073_900,
            ApplicationState.SUBMITTED,
            None,
        ),
        ("e-deffinum", 771_240_700, 539_868_500, ApplicationState.SUBMITTED, None),
        ("Créer, innover pour hybrider dans les métiers du bâtiment", None, None, ApplicationState.SUBMITTED, None),
    ]
    found = historical_applications()
    assert [each.project.outcome for each in found] == ["retained", "retained", "redirected", "redirected"]
    assert [each.project.awarded.cents if each.project.awarded else None for each in found] == [
        484_969_500,
        356_073_900,
        None,
        None,
    ]
    assert all(application.partners.count() == 1 for application in Application.objects.all())


@pytest.mark.usefixtures("loaded")
def test_loading_again_adds_nothing_and_writes_nothing() -> None:
    before = (Call.objects.count(), Wave.objects.count(), Application.objects.count(), AuditEntry.objects.count())
    assert not load_calls_sample(by=PLATFORM, now=NOW + timedelta(days=3)).changed
    after = (Call.objects.count(), Wave.objects.count(), Application.objects.count(), AuditEntry.objects.count())
    assert before == after


@pytest.mark.usefixtures("loaded")
def test_loading_after_the_sample_call_closed_opens_a_new_wave() -> None:
    again = load_calls_sample(by=PLATFORM, now=NOW + timedelta(days=90))
    assert (again.calls, again.waves, again.projects) == (0, 1, 0)
    waves = Wave.objects.filter(call__slug="appel-exemple").order_by("number")
    assert [wave.number for wave in waves] == [1, 2]
    assert waves[1].opens_at <= NOW + timedelta(days=90) < waves[1].closes_at
