"""Publishing a configuration: checked, frozen, once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from deffinum.foundation.policies import PLATFORM, Refused
from deffinum.rooms.calls.commands.publish_call_version import ConfigurationRefused, publish_call_version
from deffinum.rooms.calls.models import Call, CallVersion
from deffinum.rooms.calls.queries.call_configuration import InvalidConfiguration, read_configuration
from deffinum.rooms.calls.queries.call_versions import call_versions
from tests.factories.calls import NOW, configuration, form_definition, make_call, officer, person, reference_call

pytestmark = pytest.mark.django_db
REFERENCES = ["deffinum", "deffinov-paca", "ami-cma", "appel-exemple"]


def _publish(call: Call, settings: dict[str, Any], form: dict[str, Any] | None = None, **actor: Any) -> CallVersion:
    return publish_call_version(
        call_id=call.pk,
        configuration=settings,
        form_definition=form or form_definition(),
        changes={"fr": "Un changement.", "en": "A change."},
        by=actor.get("by", PLATFORM),
        now=NOW,
    )


@pytest.mark.parametrize("slug", REFERENCES)
def test_each_reference_configuration_reads_as_typed_data(slug: str) -> None:
    typed = read_configuration(reference_call(slug).configuration)
    assert sum(each.weight.basis_points for each in typed.criteria) in (0, 10_000)
    assert sum(each.share.basis_points for each in typed.tranches) in (0, 10_000)
    assert all(label.fr and label.en for _key, label in typed.scopes)


def test_the_sample_call_has_what_a_whole_life_needs() -> None:
    typed = read_configuration(reference_call("appel-exemple").configuration)
    assert (len(typed.categories), len(typed.criteria), len(typed.precheck)) == (6, 6, 5)
    assert (typed.experts_per_application, typed.piece_delay_days, typed.appeal_delay_days) == (2, 10, 60)
    assert [each.share.basis_points for each in typed.tranches] == [5000, 3000, 2000]
    assert typed.maximum_years == 3
    sections = form_definition()["sections"]
    assert len(sections) == 6
    assert sum(each.get("per_partner", False) for each in sections) == 1
    assert 18 <= sum(len(each["fields"]) for each in sections) <= 24


def test_publishing_twice_gives_one_version() -> None:
    call = make_call()
    first = call.current_version
    again = _publish(call, configuration())
    assert again == first
    assert call.versions.count() == 1


def test_a_change_makes_the_next_version_and_says_what_changed() -> None:
    call = make_call()
    changed = configuration()
    changed["limits"]["maximum_months"] = 24
    version = _publish(call, changed)
    assert version.number == 2
    assert version.form_version == call.current_version.form_version  # type: ignore[union-attr]
    newest = call_versions(call.pk)[0]
    assert [(str(each.label), str(each.before), str(each.after)) for each in newest.differences] == [
        ("Durée maximale en mois", "36", "24")
    ]


def test_a_published_version_cannot_be_rewritten() -> None:
    version = make_call().current_version
    with pytest.raises(IntegrityError), transaction.atomic():
        CallVersion.objects.filter(pk=version.pk).update(digest="0" * 64)  # type: ignore[union-attr]
    with pytest.raises(IntegrityError), transaction.atomic():
        CallVersion.objects.filter(pk=version.pk).delete()  # type: ignore[union-attr]


def _rule(**changes: Any) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": "essai",
        "label": {"fr": "Essai"},
        "expression": {"at_most": [{"fact": "application.months"}, {"integer": 36}]},
        "sentence_satisfied": {"fr": "Oui."},
        "sentence_failed": {"fr": "Non."},
    }
    return {"id": "eligibility", "label": {"fr": "Règles"}, "rules": [rule | changes]}


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("eligibility_rules", _rule(expression={"fact": "application.inconnu"}), "application.inconnu"),
        (
            "eligibility_rules",
            _rule(expression={"at_most": [{"fact": "application.months"}, {"money": 5}]}),
            "at_most",
        ),
        ("eligibility_rules", _rule(sentence_failed={"fr": "{application.nulle}"}), "application.nulle"),
        (
            "precheck_rules",
            _rule(expression={"at_least": [{"fact": "application.own"}, {"money": 5}]}),
            "application.own",
        ),
        (
            "precheck",
            [{"key": "base", "fact": "application.base", "kind": "integer", "text": {"fr": "?"}}],
            "« base » ne donne pas le type attendu",
        ),
        ("limits", {"minimum_months": 12, "maximum_months": 6}, "dépasse son maximum"),
    ],
)
def test_what_does_not_hold_together_is_refused_and_said(part: str, value: Any, said: str) -> None:
    call = make_call()
    with pytest.raises(ConfigurationRefused, match="celle en vigueur reste la même") as refusal:
        _publish(call, configuration(**{part: value}))
    assert said in str(refusal.value)
    assert call.versions.count() == 1


def test_a_rule_on_an_answer_needs_its_question_in_the_form() -> None:
    call, form = make_call(), form_definition()
    sharing = next(each for each in form["sections"] if each["key"] == "sharing")
    sharing["fields"] = [each for each in sharing["fields"] if each["key"] == "dissemination"]
    with pytest.raises(ConfigurationRefused, match="a besoin du champ « shares_productions »"):
        _publish(call, configuration(), form)


@pytest.mark.parametrize("part", ["criteria", "tranches"])
def test_weights_and_tranches_add_up_to_the_whole(part: str) -> None:
    broken = configuration()
    broken[part][0]["weight_basis_points" if part == "criteria" else "share_basis_points"] += 1
    with pytest.raises(InvalidConfiguration, match="10000"):
        read_configuration(broken)


def test_documents_are_in_french_unless_the_call_says_english() -> None:
    assert read_configuration(configuration()).document_language == "fr"
    assert read_configuration(configuration() | {"document_language": "en"}).document_language == "en"
    with pytest.raises(InvalidConfiguration, match="document_language"):
        read_configuration(configuration() | {"document_language": "de"})


def test_keys_are_unique() -> None:
    broken = configuration()
    broken["pieces"][1]["key"] = broken["pieces"][0]["key"]
    with pytest.raises(InvalidConfiguration, match="share a key"):
        read_configuration(broken)


def test_only_officers_of_the_call_publish() -> None:
    call, other = make_call(), make_call()
    changed = configuration(piece_delay_days=15)
    for actor in (person(), officer(other)):
        with pytest.raises(Refused):
            _publish(call, changed, by=actor)
    assert _publish(call, changed, by=officer(call)).number == 2


def _with_question(**question: Any) -> dict[str, Any]:
    form = form_definition()
    shared = next(each for each in form["sections"] if not each.get("per_partner"))
    shared["fields"].append({"key": "essai", "label": {"fr": "Essai", "en": "Try"}} | question)
    return form


def test_a_file_is_a_piece_never_a_question() -> None:
    call = make_call()
    with pytest.raises(ConfigurationRefused, match="« essai » demande un fichier") as refusal:
        _publish(call, configuration(), _with_question(type="file"))
    assert "demandez-le dans « pieces »" in str(refusal.value)
    assert call.versions.count() == 1


def test_a_question_never_depends_on_what_is_not_known_while_it_is_answered() -> None:
    call = make_call()
    condition = {"at_least": [{"fact": "application.base"}, {"money": 100}]}
    with pytest.raises(ConfigurationRefused, match=r"application\.base"):
        _publish(call, configuration(), _with_question(type="yes_no", visible_when=condition))
    condition = {"at_least": [{"fact": "application.months"}, {"integer": 12}]}
    assert _publish(call, configuration(), _with_question(type="yes_no", visible_when=condition)).number == 2
