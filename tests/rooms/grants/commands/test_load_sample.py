"""The real awards enter the register with what was published, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.calls.public import load_calls_sample
from deffinum.rooms.grants.models import Agreement, Award, LedgerEntry
from deffinum.rooms.grants.public import load_grants_sample
from deffinum.rooms.people.public import load_people_sample
from deffinum.rooms.plan.public import load_plan_sample
from deffinum.rooms.selection.public import load_selection_sample
from tests.factories.grants import LATER

pytestmark = pytest.mark.django_db


def test_two_real_awards(client: Client) -> None:
    for load in (load_people_sample, load_plan_sample, load_calls_sample, load_selection_sample):
        load(by=PLATFORM, now=LATER)
    assert load_grants_sample(by=PLATFORM, now=LATER) == 2
    assert load_grants_sample(by=PLATFORM, now=LATER) == 0
    found = {(each.aid_cents, each.base_cents, each.awarded_on.isoformat()) for each in Award.objects.all()}
    assert found == {(484_969_500, 692_813_500, "2022-11-07"), (356_073_900, 544_974_700, "2022-11-07")}
    assert all(each.is_historical and each.source and each.shares.count() == 1 for each in Award.objects.all())
    assert not Agreement.objects.exists() and not LedgerEntry.objects.exists()
    page = client.get("/registre/").content.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert "8 410 434 €" in page and "4 849 695 €" in page
    for each in Award.objects.all():
        shown = client.get(f"/registre/{each.reference}/").content.decode()
        assert each.source in shown and "Rien n’a été inventé" in shown
