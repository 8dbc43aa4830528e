"""The one reader of the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from deffinum.config.env import EMBEDDED_SECRET, Environment, InvalidVariable


def test_nothing_said_gives_the_embedded_defaults():
    told = Environment.from_mapping({})
    assert told.database_url == ""
    assert told.secret_key == EMBEDDED_SECRET
    assert told.sample_mode
    assert not told.debug


def test_each_shape_of_value_is_read():
    told = Environment.from_mapping(
        {
            "DEBUG": "yes",
            "SAMPLE_MODE": "0",
            "WORKERS": "4",
            "ALLOWED_HOSTS": "plan.example, www.plan.example,",
            "FILES_FOLDER": "/srv/files",
            "THEME": "etat",
            "SITE_URL": "https://plan.example/",
        }
    )
    assert (told.debug, told.sample_mode, told.workers) == (True, False, 4)
    assert told.allowed_hosts == ("plan.example", "www.plan.example")
    assert told.files_folder == Path("/srv/files")
    assert told.theme == "etat"
    assert told.site_url == "https://plan.example"


def test_unknown_variables_are_ignored():
    assert Environment.from_mapping({"PATH": "/bin", "COLOR": "red"}) == Environment()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "perhaps"),
        ("WORKERS", "many"),
        ("WORKERS", "0"),
        ("DATABASE_POOL_SIZE", "-1"),
        ("THEME", "fluo"),
        ("SITE_URL", "plan.example"),
        ("DEFAULT_ZONE", "Europe/Atlantis"),
        ("DEFAULT_ZONE", ""),
    ],
)
def test_a_wrong_value_names_its_variable(name, value):
    with pytest.raises(InvalidVariable, match=name):
        Environment.from_mapping({name: value})
