"""What the log says of a command's arguments: codes in clear, people's words never, and a text can be proved."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from deffinum.foundation.audit.arguments import describe, seal
from deffinum.foundation.audit.log import first_broken_link
from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.commands import command
from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.foundation.values import Money, PartialDate, Rate, Text

NOW = datetime(2022, 5, 2, 10, 0, tzinfo=UTC)
SOME_ID = uuid.UUID(int=9)
PHONE = "0612345678"


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Line:
    field_key: str
    kind: Colour
    comment: str
    amount: Money


@command("tests.write_down", personal=("name",), sealed=("raw",))
def write_down(
    *, application_id: uuid.UUID, field_key: str, text: str, name: str, raw: Any, by: Actor, now: datetime
) -> None:
    """Writes nothing: the log is what is looked at."""


def written(**given: Any) -> dict[str, Any]:
    known: dict[str, Any] = {"application_id": SOME_ID, "field_key": "abstract", "text": "", "name": "", "raw": ""}
    write_down(**(known | given), by=PLATFORM, now=NOW)
    arguments: dict[str, Any] = AuditEntry.objects.latest("sequence").arguments
    return arguments


@pytest.mark.parametrize("word", [PHONE, "Camille", "camille.exemple", "12-Dupont", ""])
def test_one_word_of_a_person_is_never_kept(word: str) -> None:
    told = describe(word, "text")
    assert set(told) == {"hmac_sha256", "length"} and told["length"] == len(word)
    assert hashlib.sha256(word.encode()).hexdigest() not in str(told), "nobody can guess a short text without the key"


def test_what_is_plain_by_nature_is_kept() -> None:
    plain = {
        "a": None, "b": True, "c": 12, "e": SOME_ID, "f": date(2022, 5, 2), "g": NOW,
        "h": Money(5), "i": Rate(6534), "j": PartialDate("2021-10"), "k": Colour.RED, "l": [SOME_ID],
    }  # fmt: skip
    assert describe(plain) == {
        "a": None, "b": True, "c": 12, "e": str(SOME_ID), "f": "2022-05-02",
        "g": "2022-05-02T10:00:00+00:00", "h": {"cents": 5}, "i": {"basis_points": 6534}, "j": "2021-10", "k": "red",
        "l": [str(SOME_ID)],
    }  # fmt: skip


def test_a_code_is_kept_where_a_code_is_declared_and_only_when_it_looks_like_one() -> None:
    codes = {"state": "draft", "kind": "training", "lever_slug": "levier-1", "field_key": "abstract", "language": "fr"}
    assert describe(codes) == codes
    assert describe({"partner_ids": ["a-1", "b-2"]}) == {"partner_ids": ["a-1", "b-2"]}
    assert describe("Camille Exemple", "field_key")["length"] == 15
    assert "hmac_sha256" in describe("camille", "idempotency_key"), "chosen by whoever calls"


def test_the_fields_of_a_value_are_named_too() -> None:
    told = describe({"lines": [Line("budget", Colour.RED, "Camille", Money(7))], "title": Text("Bonjour")})
    assert told["lines"] == [
        {"field_key": "budget", "kind": "red", "comment": seal("Camille"), "amount": {"cents": 7}}
    ]  # fmt: skip
    assert told["title"] == {"fr": seal("Bonjour"), "en": seal("")}


def test_a_key_that_is_a_sentence_is_not_kept_either() -> None:
    assert "Camille" not in str(describe({"Camille Exemple": 1}))


@pytest.mark.django_db
@pytest.mark.parametrize("raw", [PHONE, 612345678, ["Camille"], [{"slug": "Camille", "Dupont": 612345678}]])
def test_a_sealed_argument_shows_nothing_of_its_shape(raw: Any) -> None:
    told = written(raw=raw, name="Camille", text=PHONE)
    assert set(told["raw"]) == {"hmac_sha256", "length"}
    assert told["name"] == "personal"
    assert (told["field_key"], told["application_id"]) == ("abstract", str(SOME_ID))
    assert not any(each in str(told) for each in ("Camille", "Dupont", "612345678"))
    assert first_broken_link() is None


@pytest.mark.parametrize("wrong", [{"personal": ("nom",)}, {"sealed": ("text ",)}])
def test_a_name_that_is_no_argument_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="no argument"):

        @command("tests.mistyped", **wrong)
        def mistyped(*, name: str, by: Actor, now: datetime) -> None: ...


@pytest.mark.django_db
def test_a_text_is_proved_later_with_the_key_and_only_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    written(raw="Un résumé.\nSuite")
    written(text="Un autre texte")

    def looked_for(text: str) -> str:
        monkeypatch.setattr("sys.stdin", StringIO(text))
        said = StringIO()
        call_command("find_logged_text", stdout=said)
        return said.getvalue()

    assert looked_for("Un résumé.\nSuite\n").splitlines() == ["1 2022-05-02T10:00:00+00:00 tests.write_down platform"]
    assert looked_for("Un autre texte").startswith("2 ")
    with pytest.raises(CommandError, match="No entry"):
        looked_for("Un résumé")
    with override_settings(SECRET_KEY="another key"), pytest.raises(CommandError, match="No entry"):
        looked_for("Un autre texte")


def test_the_hash_of_a_text_depends_on_the_server_s_key() -> None:
    same: Callable[[], dict[str, object]] = lambda: seal(PHONE)  # noqa: E731 - read twice, under two keys
    with override_settings(SECRET_KEY="another key"):
        other = same()
    assert other != same() == seal(PHONE)
