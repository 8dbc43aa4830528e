"""`manage.py load_sample`: sample mode only, twice the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from deffinum.foundation.audit.models import AuditEntry
from deffinum.rooms.plan.public import plan_overview


@override_settings(SAMPLE_MODE=False)
def test_outside_sample_mode_it_refuses(db: None) -> None:
    with pytest.raises(CommandError, match="SAMPLE_MODE"):
        call_command("load_sample")
    assert plan_overview() is None


def test_it_loads_the_rooms_in_order_and_only_once(db: None, capsys: Any) -> None:
    call_command("load_sample")
    lines = capsys.readouterr().out.splitlines()
    rooms = [line.split(":")[0] for line in lines if ":" in line]
    assert rooms.index("people") < rooms.index("plan")
    assert plan_overview() is not None
    written = AuditEntry.objects.filter(command__startswith="plan.").count()
    call_command("load_sample")
    assert AuditEntry.objects.filter(command__startswith="plan.").count() == written
