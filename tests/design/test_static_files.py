from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from deffinum.design.static_files import PreparedFilesStorage, packaged_files


@pytest.fixture
def prepared(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "prepared"
    settings.INSTALLED_APPS = ["deffinum.design", "django.contrib.staticfiles"]
    finders.get_finder.cache_clear()
    call_command("collectstatic", "--no-input", "--verbosity=0")
    yield Path(settings.STATIC_ROOT)
    finders.get_finder.cache_clear()


def test_prepared_files_are_named_by_content_and_compressed(prepared):
    url = PreparedFilesStorage().url("design/css/base.css")
    name = url.removeprefix("/static/")
    assert name != "design/css/base.css"
    assert (prepared / name).exists()
    assert (prepared / f"{name}.gz").stat().st_size < (prepared / name).stat().st_size / 2


def test_islands_name_each_other_by_content(prepared):
    name = PreparedFilesStorage().url("design/islands/enhance.js").removeprefix("/static/")
    assert 'import("./countdown.js")' not in (prepared / name).read_text()
    assert 'import("./countdown.' in (prepared / name).read_text()


def test_files_that_changed_since_are_loaded_plain(prepared, monkeypatch):
    storage = PreparedFilesStorage()
    assert storage.hashed_files
    monkeypatch.setattr("deffinum.design.static_files.sources_fingerprint", lambda: "changed")
    stale = PreparedFilesStorage()
    assert stale.url("design/css/base.css") == "/static/design/css/base.css"


def test_a_file_that_is_not_there_keeps_its_name(prepared):
    assert PreparedFilesStorage().url("design/fonts/absent.woff2") == "/static/design/fonts/absent.woff2"


def test_the_states_files_are_only_served_under_its_theme(settings):
    settings.THEME = "neutre"
    assert not [name for name in packaged_files() if name.startswith("dsfr/")]
    assert finders.find("dsfr/used.css") is None
    settings.THEME = "etat"
    assert finders.find("dsfr/used.css")


def test_maps_and_unused_builds_are_left_out():
    names = {name for finder in finders.get_finders() for name, _storage in finder.list([])}
    assert "django_htmx/htmx-2.min.js" in names
    assert not [name for name in names if name.endswith(".map") or name.startswith("ninja/")]
    assert os.path.join("design", "css", "base.css") in names  # noqa: PTH118 - names as finders give them
