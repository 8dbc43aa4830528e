"""What machines find at fixed addresses."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import OperationalError, connection
from django.test import Client


def test_robots_keep_out_of_work_pages(db: None, client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /instruction/" in text
    assert "Sitemap: http" in text


def test_the_sitemap_lists_pages_that_answer(plan: None, client: Client) -> None:
    addresses = re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap.xml").content.decode())
    assert len(addresses) >= 16
    for address in addresses:
        assert client.get("/" + address.split("/", 3)[3]).status_code == 200


def test_security_txt_does_not_expire_soon(db: None, client: Client) -> None:
    text = client.get("/.well-known/security.txt").content.decode()
    expires = next(line for line in text.splitlines() if line.startswith("Expires: "))
    assert (datetime.fromisoformat(expires.removeprefix("Expires: ")) - datetime.now().astimezone()).days > 150


def test_health_says_ok(db: None, client: Client) -> None:
    answer = client.get("/sante/")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer["Cache-Control"] == "no-store"


def test_health_says_when_the_database_is_away(db: None, client: Client) -> None:
    def away(*args: object) -> None:
        raise OperationalError("away")

    with connection.execute_wrapper(lambda execute, sql, params, many, context: away()):
        answer = client.get("/sante/")
    assert (answer.status_code, answer.json()["database"]) == (503, "unavailable")


def test_the_icon_is_ours(db: None, client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith(".svg")
