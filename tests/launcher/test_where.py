"""`make where` lists a feature as one reads it."""

from __future__ import annotations

import pytest

PATHS = [
    "deffinum/rooms/calls/commands/submit_application.py",
    "deffinum/rooms/calls/models/application.py",
    "deffinum/rooms/calls/migrations/0002_submit_application.py",
    "deffinum/rooms/calls/templates/calls/submit_application.html",
    "deffinum/rooms/calls/templates/calls/mail/application_submitted.txt",
    "deffinum/rooms/calls/web/submit_application.py",
    "tests/rooms/calls/web/test_submit_application.py",
    "docs/submit-application.md",
    "tools/resubmit_application.py",
]


@pytest.fixture(scope="module")
def where(tool):
    return tool("where")


@pytest.mark.parametrize("word", ["submit_application", "Submit-Application"])
def test_files_are_grouped_by_floor_in_reading_order(where, word):
    found = where.files_of(word, PATHS)
    assert list(found) == ["commands", "web", "templates", "tests", "docs", "elsewhere"]
    assert found["web"] == ["deffinum/rooms/calls/web/submit_application.py"]
    assert not any("migrations" in path for paths in found.values() for path in paths)


def test_definitions_are_found_in_every_spelling(where):
    source = (
        "class SubmitApplicationForm:\n"
        "    def submit_application(self): ...\n"
        "SUBMIT_APPLICATION_LIMIT = 3\n"
        'x = "submit_application"\n'
    )
    found = where.definitions_of("submit_application", {"a.py": source})
    assert found == [
        "a.py:1  SubmitApplicationForm",
        "a.py:2  submit_application",
        "a.py:3  SUBMIT_APPLICATION_LIMIT",
    ]


def test_nothing_found_is_said(where, capsys):
    assert where.main(["no_such_word_anywhere_" + "here"]) == 1
    assert "Nothing is called" in capsys.readouterr().out


def test_the_house_itself_answers(where, capsys):
    assert where.main(["database_settings"]) == 0
    answer = capsys.readouterr().out
    assert "deffinum/config/database.py" in answer
    assert "tests/launcher/test_database_settings.py" in answer
