"""Field by field: versions, conflicts, repeated requests, locks."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.policies import Refused
from deffinum.foundation.questionnaires import AnswerProblem
from deffinum.rooms.calls.commands.save_answer import AnswerConflict, FieldUnknown, SavedAnswer, save_answer
from deffinum.rooms.calls.models import Answer, AnswerRevision
from tests.factories.applications import NOW, Consortium, Person, make_consortium

pytestmark = pytest.mark.django_db


@pytest.fixture
def consortium() -> Consortium:
    return make_consortium()


def save(
    consortium: Consortium,
    raw: Any,
    *,
    version: int = 0,
    key: str = "",
    field: str = "abstract",
    by: Person | None = None,
    partner: Any = None,
) -> SavedAnswer:
    return save_answer(
        application_id=consortium.application.pk,
        partner_id=partner,
        field_key=field,
        raw=raw,
        expected_version=version,
        idempotency_key=key,
        by=(by or consortium.lead).actor,
        now=NOW,
    )


def test_each_save_raises_the_version_and_keeps_a_revision(consortium: Consortium) -> None:
    assert save(consortium, "Un").version == 1
    assert save(consortium, "Deux", version=1).version == 2
    assert list(AnswerRevision.objects.order_by("version").values_list("value", flat=True)) == ["Un", "Deux"]


@pytest.mark.parametrize(("key", "raw"), [("abstract", "0612345678"), ("learners", 612345678)])
def test_an_answer_is_never_repeated_in_the_log(consortium: Consortium, key: str, raw: object) -> None:
    consortium.answer(key, raw)
    entry = AuditEntry.objects.get(command="calls.save_answer")
    assert (entry.arguments["field_key"], entry.arguments["raw"]["length"]) == (key, len(str(raw)))
    assert "12345678" not in str(entry.arguments)


def test_two_people_saving_the_same_field_both_keep_their_text(consortium: Consortium) -> None:
    save(consortium, "Le texte de Camille")
    with pytest.raises(AnswerConflict) as conflict:
        save(consortium, "Le texte de Sacha", version=0)
    assert (conflict.value.theirs, conflict.value.yours) == ("Le texte de Camille", "Le texte de Sacha")
    assert conflict.value.version == 1 and conflict.value.status == 409
    assert Answer.objects.get().value == "Le texte de Camille"
    assert save(consortium, "Le texte de Sacha", version=1).version == 2


def test_a_repeated_save_is_harmless(consortium: Consortium) -> None:
    first = save(consortium, "Un", key="a")
    save(consortium, "Deux", version=1, key="b")
    assert save(consortium, "Un", key="a") == first
    assert Answer.objects.get().value == "Deux" and AnswerRevision.objects.count() == 2


def test_the_same_text_from_an_old_page_is_no_conflict(consortium: Consortium) -> None:
    save(consortium, "Un")
    assert save(consortium, "Un", version=0).version == 1


def test_what_cannot_be_read_is_said_and_the_answer_before_is_kept(consortium: Consortium) -> None:
    save(consortium, "12", field="learners")
    with pytest.raises(AnswerProblem, match="douze"):
        save(consortium, "douze", field="learners", version=1)
    with pytest.raises(AnswerProblem):
        save(consortium, "mot " * 51)
    assert Answer.objects.get(field_key="learners").value == 12


def test_lists_and_tables_are_kept_as_data(consortium: Consortium) -> None:
    assert save(consortium, ["vr", "distance"], field="modes").value == ["vr", "distance"]
    rows = [{"name": "Maquette", "cost": "1 200,50"}, {"name": "", "cost": ""}]
    assert save(consortium, rows, field="milestones").value == [{"name": "Maquette", "cost": 120050}]


def test_a_question_is_saved_in_its_own_part_only(consortium: Consortium) -> None:
    partner = consortium.members[1].pk
    for field, owner in (("role", None), ("abstract", partner), ("unknown", None)):
        with pytest.raises(FieldUnknown):
            save(consortium, "x", field=field, partner=owner)


def test_a_partner_writes_its_own_part_only(consortium: Consortium) -> None:
    partner, lead = consortium.people[0], consortium.lead
    own, leads = consortium.member(partner).pk, consortium.member(lead).pk
    assert save(consortium, "Nous concevons.", field="role", partner=own, by=partner).version == 1
    with pytest.raises(Refused):
        save(consortium, "x", field="role", partner=leads, by=partner)
    with pytest.raises(Refused):
        save(consortium, "x", field="role", partner=own, by=lead)
    with pytest.raises(Refused):
        save(consortium, "x", by=partner)


def test_a_change_after_validation_opens_the_part_again(consortium: Consortium) -> None:
    consortium.complete()
    who = consortium.people[0]
    member = consortium.member(who)
    assert member.state == "signed_off"
    saved = save(consortium, "Autre rôle", field="role", partner=member.pk, by=who, version=1)
    member.refresh_from_db()
    assert saved.reopened and member.state == "joined" and member.signed_off_at is None


def test_a_deposited_file_is_locked(consortium: Consortium) -> None:
    type(consortium.application).objects.update(state="submitted")
    with pytest.raises(Refused, match="déposé"):
        save(consortium, "Un")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 4)), max_size=6))
def test_any_mix_of_repeats_and_old_pages_keeps_one_line_of_history(
    consortium: Consortium, moves: list[tuple[str, int, int]]
) -> None:
    for text, key, version in moves:
        with contextlib.suppress(AnswerConflict):
            save(consortium, text, version=version, key=f"{key}" if key else "", field="abstract")
    answer = Answer.objects.filter(application=consortium.application, field_key="abstract").first()
    versions = list(AnswerRevision.objects.filter(answer=answer).order_by("version").values_list("version", flat=True))
    assert versions == list(range(1, (answer.version if answer else 0) + 1))
    if answer:
        assert AnswerRevision.objects.get(answer=answer, version=answer.version).value == answer.value
        answer.delete()


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_the_same_moment_never_overwrite_each_other() -> None:
    consortium = make_consortium()
    outcomes: list[object] = []
    start = threading.Barrier(2)

    def write(text: str) -> None:
        try:
            start.wait()
            outcomes.append(save(consortium, text))
        except AnswerConflict as conflict:
            outcomes.append(conflict)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=write, args=(text,)) for text in ("Camille", "Sacha")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    kinds = sorted(type(each).__name__ for each in outcomes)
    assert kinds == ["AnswerConflict", "SavedAnswer"]
    conflict = next(each for each in outcomes if isinstance(each, AnswerConflict))
    assert {conflict.theirs, conflict.yours} == {"Camille", "Sacha"}
