"""From DATABASE_URL, or from what the supervisor wrote, to Django's settings."""

from __future__ import annotations

import pytest

from deffinum.config import database
from deffinum.config.database import database_settings
from deffinum.config.env import Environment, InvalidVariable


def test_an_address_is_taken_apart_and_decoded():
    told = database_settings(
        Environment(database_url="postgresql://jeanne:p%40ss%2Fword@db.example:5433/plan%20reel?sslmode=require")
    )
    assert (told["USER"], told["PASSWORD"]) == ("jeanne", "p@ss/word")
    assert (told["HOST"], told["PORT"], told["NAME"]) == ("db.example", "5433", "plan reel")
    assert told["OPTIONS"]["sslmode"] == "require"


def test_an_address_may_name_a_socket_folder():
    told = database_settings(Environment(database_url="postgres://deffinum@/deffinum?host=/var/run/postgresql"))
    assert (told["HOST"], told["PORT"]) == ("/var/run/postgresql", "")
    assert "host" not in told["OPTIONS"]


def test_the_pool_has_the_size_asked_for():
    assert database_settings(Environment(database_pool_size=3))["OPTIONS"]["pool"]["max_size"] == 3


@pytest.mark.parametrize(
    "address", ["mysql://u@h/d", "plan.db", "postgresql://h:many/d", "postgresql://h/", "postgresql://[oops/d"]
)
def test_what_is_not_an_address_of_postgresql_is_refused(address):
    with pytest.raises(InvalidVariable, match="DATABASE_URL"):
        database_settings(Environment(database_url=address))


def test_the_embedded_server_is_found_where_the_supervisor_says(monkeypatch, tmp_path):
    record = tmp_path / "postgres.socket-folder"
    monkeypatch.setattr(database, "SOCKET_FOLDER_FILE", record)
    assert database_settings(Environment())["HOST"].endswith("/.run/postgres")
    record.write_text("/run/deffinum-abc\n")
    assert database_settings(Environment())["HOST"] == "/run/deffinum-abc"
