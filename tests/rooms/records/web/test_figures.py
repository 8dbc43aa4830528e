"""The figures of an organisation: the list, one resource, who is where, one's own progress; pages and files."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.xapi.identity import activity_key
from deffinum.rooms.people.models import Account
from deffinum.rooms.records.commands.erase_learner import erase_learner
from deffinum.rooms.records.models import Learner
from deffinum.rooms.records.queries.learner_progress import Standing, learners_of_resource
from deffinum.rooms.records.queries.resource_figures import resource_figures
from tests.factories.figures import LADDER, STEPS, WORKSHOP, YARD, LearningClass, learning_class, worked
from tests.factories.people import NOW, AccountFactory, OrganisationFactory, contributor
from tests.factories.records import voiding

pytestmark = pytest.mark.django_db


def reader(made: LearningClass) -> Client:
    """A person of the organisation."""
    client = Client()
    client.force_login(Account.objects.get(pk=contributor(made.organisation).account_id))
    return client


def page(client: Client, name: str, *args: Any, query: str = "") -> str:
    answer = client.get(reverse(f"records:{name}", args=args) + query)
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def rows(client: Client, name: str, *args: Any, query: str = "") -> list[dict[str, str]]:
    answer = client.get(reverse(f"records:{name}", args=args) + query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_list_says_who_completed_and_for_how_long() -> None:
    made = worked(20)
    client = reader(made)
    shown = page(client, "figures", made.organisation.pk)
    assert "Poser une échelle" in shown
    assert "10 (50 %)" in shown
    (row,) = rows(client, "figures_file", made.organisation.pk)
    assert (row["resource"], row["title"]) == (LADDER, "Poser une échelle")
    assert (row["learners"], row["completed"], row["passed"]) == ("20", "10", "0")
    assert 540 <= int(row["median_seconds"]) <= 660


def test_a_period_in_digits_of_another_script_asks_for_everything() -> None:
    made = worked(6)
    assert "Poser une échelle" in page(reader(made), "figures", made.organisation.pk, query="?periode=２０２６")


def test_an_empty_store_says_what_comes_next() -> None:
    made = learning_class(1)
    assert "Aucun chiffre pour l’instant" in page(reader(made), "figures", made.organisation.pk)


def test_a_small_class_is_hidden_from_the_list_and_not_from_its_trainers() -> None:
    made = worked(4)
    client = reader(made)
    (row,) = rows(client, "figures_file", made.organisation.pk)
    assert row["learners"] == row["completed"] == row["median_seconds"] == ""
    shown = page(client, "resource_figures", made.organisation.pk, made.ladder)
    assert "masqué" in shown
    assert [each["learners"] for each in rows(client, "resource_figures_file", made.organisation.pk, made.ladder)] == [
        "", "", ""
    ]  # fmt: skip
    assert len(rows(client, "resource_learners_file", made.organisation.pk, made.ladder)) == 4


def test_a_place_is_chosen_in_the_address_and_cannot_be_found_by_subtraction() -> None:
    made = worked(24)
    client = reader(made)
    (yard,) = rows(client, "figures_file", made.organisation.pk, query=f"?lieu={activity_key(YARD)}")
    assert yard["learners"] == "8"
    (month,) = rows(client, "figures_file", made.organisation.pk, query="?periode=2026-03")
    assert month["learners"] == "24"
    assert rows(client, "figures_file", made.organisation.pk, query="?periode=2026-04") == []
    shown = page(client, "figures", made.organisation.pk, query="?periode=2026-04")
    assert "Rien ne peut se lire dans ce que vous avez choisi" in shown

    small = worked(13)
    few = rows(reader(small), "figures_file", small.organisation.pk, query=f"?lieu={activity_key(YARD)}")
    assert [each["learners"] for each in few] == ["5"]
    small = worked(12)
    assert rows(reader(small), "figures_file", small.organisation.pk, query=f"?lieu={activity_key(YARD)}") == []
    for row in rows(reader(small), "figures_file", small.organisation.pk, query=f"?lieu={activity_key(WORKSHOP)}"):
        assert "learners" in row["at_least"].split(), "four at the yard: the workshop is not told whole"
        assert int(row["learners"]) <= 12 - 5


@pytest.mark.parametrize("period", ["", "2026", "2026-Q1", "2026-03", "2026-W10", "2026-03-04"])
@pytest.mark.parametrize("place", ["", YARD, WORKSHOP])
def test_the_page_the_file_and_the_machine_say_the_same_of_each_crossing(period: str, place: str) -> None:
    made = worked(40)
    client = reader(made)
    query = f"?periode={period}" + (f"&lieu={activity_key(place)}" if place else "")
    asked = (f"&period={period}" if period else "") + (f"&place={activity_key(place)}" if place else "")
    told = client.get(f"/api/records/organisations/{made.organisation.pk}/resources?size=9{asked}").json()["resources"]
    lines = rows(client, "figures_file", made.organisation.pk, query=query)
    shown = page(client, "figures", made.organisation.pk, query=query)
    assert [each["learners"] for each in lines] == [str(each["figures"]["learners"]) for each in told]
    for line, each in zip(lines, told, strict=True):
        figures = each["figures"]
        assert line["at_least"].split() == figures["at_least"]
        assert line["completed"] == ("" if figures["completed"] is None else str(figures["completed"]))
        words = "au moins " if "learners" in figures["at_least"] else ""
        assert f">{words}{line['learners']}</td>" in shown
        one = client.get(
            f"/api/records/organisations/{made.organisation.pk}/resources/{each['key']}?size=9{asked}"
        ).json()
        assert one["figures"] == figures
    if period in ("", "2026") and not place:
        assert [each["learners"] for each in lines] == ["40"]


def test_what_nobody_wrote_as_a_question_asks_for_everything() -> None:
    made = worked(10)
    client = reader(made)
    for query in ("?periode=mars&lieu=x", "?depuis=hier&jusqu=2026-02-30", "?apres=1&avant=.", "?par=siecle"):
        assert [each["learners"] for each in rows(client, "figures_file", made.organisation.pk, query=query)] == ["10"]
        page(client, "figures", made.organisation.pk, query=query)
    swapped = rows(client, "figures_file", made.organisation.pk, query="?depuis=2026-12-31&jusqu=2026-01-01")
    assert [each["learners"] for each in swapped] == ["10"], "the two ends the wrong way round"


def test_what_is_hidden_is_hidden_in_every_detail() -> None:
    made = worked(12)
    small = [made.says(rank, "completed") for rank in range(3)]
    for each in small:
        each["object"] = {"id": "https://traces.exemple.invalid/gestes/meuleuse"}
    made.writes(*small)
    client = reader(made)
    ladder, grinder = rows(client, "figures_file", made.organisation.pk)
    assert (ladder["learners"], grinder["learners"]) == ("12", "")
    key = activity_key("https://traces.exemple.invalid/gestes/meuleuse")
    assert rows(client, "resource_trend_file", made.organisation.pk, key) == []
    march = {"begins": "2026-03-01", "ends": "2026-03-31", "learners": "12"}
    assert rows(client, "trend_file", made.organisation.pk) == [march]


def test_the_steps_say_where_people_fail_and_stop() -> None:
    made = worked(20)
    client = reader(made)
    first, second, third = rows(client, "resource_figures_file", made.organisation.pk, made.ladder)
    assert [each["step"] for each in (first, second, third)] == STEPS
    assert (first["learners"], first["succeeded"], first["errors"], first["stopped"]) == ("20", "20", "0", "0")
    assert (second["learners"], second["succeeded"], second["errors"], second["stuck"]) == ("20", "10", "20", "10")
    assert second["stopped"] == "10"
    assert (third["learners"], third["succeeded"]) == ("10", "10")
    assert first["mean_score_basis_points"] == "8000"
    shown = page(client, "resource_figures", made.organisation.pk, made.ladder)
    assert "20 pour 30 essais" in shown
    assert shown.index("Étape 1") < shown.index("Étape 2") < shown.index("Étape 3")
    march = {"begins": "2026-03-01", "ends": "2026-03-31", "learners": "20"}
    assert rows(client, "resource_trend_file", made.organisation.pk, made.ladder) == [march]
    assert rows(client, "trend_file", made.organisation.pk) == [march]


def test_a_voided_failure_frees_the_learner() -> None:
    made = learning_class(1)
    ids = made.writes(made.says(0, "failed", 1), made.says(0, "failed", 1))
    client = reader(made)
    (row,) = rows(client, "resource_learners_file", made.organisation.pk, made.ladder)
    assert (row["standing"], row["stuck_at"], row["errors"]) == ("stuck", "Étape 2", "2")
    made.writes(voiding(ids[0]))
    (row,) = rows(client, "resource_learners_file", made.organisation.pk, made.ladder)
    assert (row["standing"], row["stuck_at"]) != ("stuck", "Étape 2")


def test_trainers_see_who_is_stuck_and_who_is_silent() -> None:
    made = worked(6)
    client = reader(made)
    words = {"store_id": made.store_id, "resource": made.ladder}
    soon, late = datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    made.writes(made.says(0, "passed", 1))
    stuck = learners_of_resource(**words, standing=Standing.STUCK, now=late)
    assert sorted(each.label for each in stuck.lines) == ["Apprenant 01", "Apprenant 02"]
    assert {tuple(each.stuck_at) for each in stuck.lines} == {("Étape 2",)}
    assert not learners_of_resource(**words, standing=Standing.SILENT, now=soon).lines
    (silent,) = learners_of_resource(**words, standing=Standing.SILENT, now=late).lines
    assert (silent.label, silent.latest_step) == ("Apprenant 00", "Étape 2")
    done = learners_of_resource(**words, standing=Standing.DONE, now=late, most=2)
    assert (len(done.lines), done.has_more) == (2, True)
    rest = learners_of_resource(**words, standing=Standing.DONE, now=late, most=2, offset=2)
    assert (len(rest.lines), rest.has_more) == (1, False)
    shown = page(client, "resource_learners", made.organisation.pk, made.ladder, query="?etat=stuck")
    assert "Apprenant 01" in shown
    assert "Apprenant 05" not in shown


def test_being_stuck_under_one_registration_is_not_being_stuck_under_another() -> None:
    made = learning_class(1)
    said = [made.says(0, "failed", 1), made.says(0, "failed", 1), made.says(0, "passed", 0)]
    for rank, each in enumerate(said):
        each["context"]["registration"] = f"6690e6c9-3ef0-4ed3-8b37-7f396473000{rank // 2}"
    made.writes(*said)
    words = {"store_id": made.store_id, "resource": made.ladder, "now": datetime(2026, 3, 2, tzinfo=UTC)}
    (stuck,) = learners_of_resource(**words, standing=Standing.STUCK).lines
    assert stuck.stuck_at == ["Étape 2"]
    (under_way,) = learners_of_resource(**words, standing=Standing.UNDER_WAY).lines
    assert (under_way.stuck_at, under_way.whole.standing) == ([], Standing.UNDER_WAY)


def test_tries_that_the_tool_counted_limit_the_errors() -> None:
    made = learning_class(1)
    told = {"success": False, "extensions": {"https://exemple.invalid/xapi/extensions/essais": 1}}
    made.writes(made.says(0, "answered", 1, **told), made.says(0, "failed", 1, **told))
    (row,) = rows(reader(made), "resource_learners_file", made.organisation.pk, made.ladder)
    assert (row["errors"], row["stuck_at"]) == ("1", "")
    words = {"store_id": made.store_id, "resource": made.ladder, "now": datetime(2026, 3, 2, tzinfo=UTC)}
    assert not learners_of_resource(**words, standing=Standing.STUCK).lines


def test_a_step_that_nearly_all_reached_tells_nothing_of_those_who_did_not() -> None:
    made = learning_class(20)
    made.writes(
        *(made.says(rank, "passed", 0, duration="PT1M") for rank in range(20)),
        *(made.says(rank, "passed" if rank else "failed", 1, duration="PT1M") for rank in range(18)),
        made.says(0, "failed", 0),
    )
    first, second = resource_figures(stores=[made.store_id], resource=made.ladder).steps  # type: ignore[union-attr]
    assert (first.learners, first.succeeded, first.tries) == (20, 20, 21)
    assert first.errors is None, "one error is one learner's"
    assert second.reached_by_nearly_all
    assert not second.is_hidden
    counts = (
        second.learners,
        second.succeeded,
        second.managed_by_nearly_all,
        second.stuck,
        second.tries,
        second.errors,
    )
    assert counts == (None, None, False, None, None, None)
    assert second.median_ms is not None


def test_times_of_one_learner_many_times_are_shown_to_nobody() -> None:
    made = learning_class(6)
    said = [made.says(rank, "completed") for rank in range(6)]
    for number in range(5):
        said.append(made.says(0, "completed", duration="PT10M", score={"scaled": 0.5}))
        said[-1]["context"]["registration"] = f"6690e6c9-3ef0-4ed3-8b37-7f396473000{number}"
    made.writes(*said)
    found = resource_figures(stores=[made.store_id], resource=made.ladder)
    assert found is not None
    assert (found.whole.learners, found.whole.median_ms, found.whole.mean_score) == (6, None, None)


def test_steps_that_the_latest_learners_did_not_meet_come_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deffinum.rooms.records.queries.resource_figures._RECENT", 4)
    made = learning_class(9)
    early = [made.says(rank, "passed", 0) for rank in range(5)]
    late = [made.says(rank, "passed", step) for rank in range(5, 9) for step in (1, 2)]
    made.writes(*early, *late)
    found = resource_figures(stores=[made.store_id], resource=made.ladder)
    assert found is not None
    assert [each.subject.iri for each in found.steps] == [STEPS[1], STEPS[2], STEPS[0]]


def test_a_learner_sees_their_own_progress_and_no_one_elses() -> None:
    made = worked(3)
    account = AccountFactory()
    Learner.objects.filter(pk=made.learners[2].id).update(account=account)
    client = Client()
    client.force_login(account)
    shown = page(client, "my_progress")
    assert "Étapes réussies : 3 sur 3 rencontrées." in shown
    assert "10 min" in shown
    assert "Ma progression" in page(client, "learner_progress", made.learners[2].id)
    assert [row["step"] for row in rows(client, "my_progress_file")] == ["", "Étape 1", "Étape 2", "Étape 3"]
    assert client.get(reverse("records:learner_progress", args=[made.learners[0].id])).status_code == 403
    for name in ("figures", "figures_file"):
        assert client.get(reverse(f"records:{name}", args=[made.organisation.pk])).status_code == 403
    assert client.get(reverse("records:resource_learners", args=[made.organisation.pk, made.ladder])).status_code == 403
    assert "Voir ma progression" in client.get(reverse("portal:my_space")).content.decode()


def test_people_of_another_organisation_read_nothing() -> None:
    made, other = worked(6), learning_class(1)
    client = reader(other)
    for name, args in (
        ("figures", [made.organisation.pk]), ("resource_figures", [made.organisation.pk, made.ladder]),
        ("resource_learners_file", [made.organisation.pk, made.ladder]), ("learner_progress", [made.learners[0].id]),
    ):  # fmt: skip
        assert client.get(reverse(f"records:{name}", args=args)).status_code == 403, name
    assert client.get(reverse("records:resource_figures", args=[other.organisation.pk, made.ladder])).status_code == 404


def test_an_erased_learner_is_counted_and_named_no_more() -> None:
    made = worked(10)
    client = reader(made)
    before = rows(client, "figures_file", made.organisation.pk)
    erase_learner(learner_id=made.learners[0].id, by=PLATFORM, now=NOW)
    assert rows(client, "figures_file", made.organisation.pk) == before
    labels = [each["learner"] for each in rows(client, "resource_learners_file", made.organisation.pk, made.ladder)]
    assert len(labels) == 10
    assert labels.count("") == 1
    made.writes(made.says(1, "passed", 1))
    assert rows(client, "figures_file", made.organisation.pk)[0]["learners"] == "10"


def test_a_formula_in_a_title_stays_a_text() -> None:
    made = learning_class(5)
    said = []
    for rank in range(5):
        each = made.says(rank, "completed")
        each["object"]["definition"]["name"] = {"fr": "=1+1"}
        said.append(each)
    made.writes(*said)
    (row,) = rows(reader(made), "figures_file", made.organisation.pk)
    assert row["title"] == "'=1+1"


def test_pages_cost_few_queries(django_assert_max_num_queries: Any) -> None:
    made = worked(12, OrganisationFactory())
    client = reader(made)
    for name, args in (
        ("figures", [made.organisation.pk]), ("resource_figures", [made.organisation.pk, made.ladder]),
        ("resource_learners", [made.organisation.pk, made.ladder]), ("learner_progress", [made.learners[0].id]),
    ):  # fmt: skip
        with django_assert_max_num_queries(12):
            page(client, name, *args)
