"""A web server killed in the middle of batches: what was answered is there, each batch is whole or absent, once."""

from __future__ import annotations

import json
import threading
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.error import URLError

import psutil
import psycopg
import pytest

from launcher.serve import free_port
from tests.factories.records import statement
from tests.running_site import Site, serve
from tools.store_site import post_statements

BATCHES, SIZE = 60, 50


@pytest.fixture
def key(site: Site) -> dict[str, str]:
    """A key to the sample lead's store."""
    opened: dict[str, str] = json.loads(site.manage("open_record_key", "--sample", "--label", "Essai"))
    return opened


def batches() -> list[list[dict[str, Any]]]:
    return [[statement(id=str(uuid.uuid4())) for _ in range(SIZE)] for _ in range(BATCHES)]


def stored(site: Site, store: str, batch: list[dict[str, Any]]) -> int:
    with psycopg.connect(site.variables["DATABASE_URL"]) as connection:
        row = connection.execute(
            "SELECT count(*) FROM records_statement WHERE store_id = %s AND id = ANY(%s::uuid[])",
            [store, [each["id"] for each in batch]],
        ).fetchone()
    assert row is not None
    found: int = row[0]
    return found


def test_a_killed_server_leaves_whole_batches_and_a_second_sending_doubles_nothing(
    site: Site, key: dict[str, str], tmp_path: Path
) -> None:
    port = free_port(8660)
    server = serve(site, tmp_path, port)
    address = f"http://127.0.0.1:{port}/xapi"
    sent, answered = batches(), []
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            post_statements(address, key, [statement()])
            break
        except (URLError, ConnectionError):
            time.sleep(0.2)

    def send() -> None:
        for batch in sent:
            try:
                post_statements(address, key, batch)
            except (URLError, ConnectionError, OSError):
                return
            answered.append(batch)

    sender = threading.Thread(target=send)
    sender.start()
    while len(answered) < 3 and sender.is_alive():
        time.sleep(0.01)
    for process in [*psutil.Process(server.pid).children(recursive=True), psutil.Process(server.pid)]:
        process.kill()
    server.wait()
    sender.join(timeout=60)

    assert 3 <= len(answered) < BATCHES, "the server must die in the middle"
    assert all(stored(site, key["store"], batch) == SIZE for batch in answered)
    assert {stored(site, key["store"], batch) for batch in sent} <= {0, SIZE}
    for batch in sent:
        assert post_statements(f"{site.address}/xapi", key, batch) == [each["id"] for each in batch]
    assert {stored(site, key["store"], batch) for batch in sent} == {SIZE}
