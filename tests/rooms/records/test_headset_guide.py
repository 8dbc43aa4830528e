"""The clients of the guide "Relier un casque ou un simulateur", as they are printed there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from deffinum.rooms.records.models import Statement
from tests.architecture.house import PROJECT
from tests.rooms.records.web.test_pairing import opened

GUIDE = PROJECT / "docs/guides/casques-et-simulateurs.md"


def block(language: str) -> str:
    """The only block of code of this language in the guide."""
    found = re.findall(rf"^```{language}\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return str(found[0])


@pytest.fixture
def headset(tmp_path: Path, live_server: LiveServer, settings: Settings) -> Any:
    """The guide's Python client, on a platform that answers on loopback."""
    settings.SITE_URL = live_server.url
    names: dict[str, Any] = {}
    exec(compile(block("python"), str(GUIDE), "exec"), names)  # noqa: S102 - our own page
    return names["Casque"](tmp_path)


@pytest.mark.django_db(transaction=True)
def test_the_python_client_pairs_keeps_and_sends_once(headset: Any, live_server: LiveServer, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nouveau"):
        headset.jumeler(live_server.url, "ABCD 2345", "Casque d’exemple")
    headset.jumeler(live_server.url, opened().code, "Casque d’exemple")
    for rank in range(150):
        headset.noter("completed", f"/etape-{rank}", success=True)
    kept = headset.file.read_text()
    assert headset.envoyer() == 0
    headset.file.write_text(kept)  # as if the answers had been lost
    assert headset.envoyer() == 0
    assert Statement.objects.count() == 150

    headset.noter("completed")
    line = headset.file.read_text()
    headset.file.write_text(line.replace("/verbs/completed", "/verbs/com pleted"))
    headset.noter("passed", success=True)
    assert headset.envoyer() == 0
    assert Statement.objects.count() == 151, "one wrong statement does not hold the others back"
    assert "verb.id" in (tmp_path / "refusees.jsonl").read_text()


@pytest.mark.django_db(transaction=True)
def test_without_a_network_the_queue_waits(headset: Any, live_server: LiveServer) -> None:
    headset.jumeler(live_server.url, opened().code, "Casque d’exemple")
    told = headset.acces.read_text()
    headset.acces.write_text(told.replace(live_server.url + "/xapi", "http://127.0.0.1:9/xapi"))
    headset.noter("completed")
    assert headset.envoyer() == 1
    headset.acces.write_text(told)
    assert headset.envoyer() == 0


def test_the_unity_class_is_short_and_closed() -> None:
    code = block("csharp")
    assert len(code.splitlines()) <= 45
    for opening, closing in ("{}", "()", "[]"):
        assert code.count(opening) == code.count(closing)


def test_the_javascript_is_a_module_that_reads(tmp_path: Path) -> None:
    code = block("javascript")
    assert 'credentials: "omit"' in code
    if (node := shutil.which("node")) is not None:
        module = tmp_path / "casque.mjs"
        module.write_text(code)
        done = subprocess.run([node, "--check", str(module)], capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")
