"""What `make check-production` refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from deffinum.config.env import RUN_FOLDER, Environment
from deffinum.config.production import production_problems

READY = Environment(
    database_url="postgresql://deffinum:secret@db.example/deffinum",
    secret_key="x" * 50,
    site_url="https://plan.example",
    allowed_hosts=("plan.example", "127.0.0.1"),
    debug=False,
    sample_mode=False,
    files_folder=Path("/srv/deffinum/files"),
    mail_url="smtp://u:p@mail.example",
    mail_from="Plan <plan@plan.example>",
    content_domain="contenus-plan.example",
)


def test_a_complete_configuration_passes():
    assert production_problems(READY) == []


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"secret_key": Environment().secret_key}, "SECRET_KEY"),
        ({"secret_key": "x" * 49}, "SECRET_KEY"),
        ({"secret_key": ""}, "SECRET_KEY"),
        ({"secret_key_fallbacks": ("y" * 50, Environment().secret_key)}, "SECRET_KEY_FALLBACKS"),
        ({"debug": True}, "DEBUG"),
        ({"sample_mode": True}, "SAMPLE_MODE"),
        ({"outgoing_loopback": True}, "OUTGOING_LOOPBACK"),
        ({"database_url": ""}, "DATABASE_URL"),
        ({"database_url": f"postgresql://deffinum@/deffinum?host={RUN_FOLDER}/postgres"}, "DATABASE_URL"),
        ({"mail_url": ""}, "MAIL_URL"),
        ({"mail_from": Environment().mail_from}, "MAIL_FROM"),
        ({"site_url": "http://plan.example"}, "SITE_URL"),
        ({"allowed_hosts": ("127.0.0.1", "localhost")}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ("other.example",)}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ("plan.example", "*")}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ()}, "ALLOWED_HOSTS"),
        ({"content_domain": "localhost"}, "CONTENT_DOMAIN"),
        ({"content_domain": "plan.example"}, "CONTENT_DOMAIN"),
        ({"content_domain": "contenus.plan.example"}, "CONTENT_DOMAIN"),
        ({"files_folder": RUN_FOLDER / "files"}, "FILES_FOLDER"),
        ({"files_folder": RUN_FOLDER / ".." / ".run"}, "FILES_FOLDER"),
    ],
)
def test_each_embedded_default_is_refused_in_one_sentence(change, variable):
    (sentence,) = production_problems(replace(READY, **change))
    assert sentence.startswith(variable)
    assert sentence.endswith(".")


def test_the_defaults_are_refused_all_at_once():
    named = {sentence.split()[0] for sentence in production_problems(Environment())}
    expected = (
        "SECRET_KEY SAMPLE_MODE DATABASE_URL SITE_URL ALLOWED_HOSTS MAIL_URL MAIL_FROM FILES_FOLDER CONTENT_DOMAIN"
    )
    assert named == set(expected.split())
