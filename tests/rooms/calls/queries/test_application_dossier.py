"""The dossier: one reading for the pages, few queries, the reader's own place."""

from __future__ import annotations

import pytest

from deffinum.foundation.policies import VISITOR, Refused
from deffinum.foundation.values import Money
from deffinum.rooms.calls.commands.submit_application import submit_application
from deffinum.rooms.calls.queries.application_dossier import application_dossier, missing_pieces
from deffinum.rooms.calls.queries.application_summary import application_summary, deposited_applications
from deffinum.rooms.calls.queries.application_values import application_facts
from deffinum.rooms.calls.queries.my_applications import my_applications
from tests.factories.applications import NOW, make_consortium, officer, person

pytestmark = pytest.mark.django_db


def test_a_draft_says_everything_that_is_missing_in_the_order_of_the_pages() -> None:
    consortium = make_consortium()
    gaps = missing_pieces(consortium.application, now=NOW)
    kinds = [each.kind for each in gaps]
    assert kinds == ["section", "section", "section", "budget", "piece", "piece", "piece", "sign_off"]
    assert {each.partner_id for each in gaps if each.kind == "sign_off"} == {consortium.members[1].pk}


def test_a_complete_file_misses_nothing() -> None:
    consortium = make_consortium()
    consortium.complete()
    assert missing_pieces(consortium.application, now=NOW) == ()


def test_a_rule_of_the_call_that_fails_is_said_with_its_sentence() -> None:
    consortium = make_consortium(months=48)
    consortium.complete()
    assert [each.sentence for each in missing_pieces(consortium.application, now=NOW)] == [
        "Le projet dure 48 mois : 36 au plus."
    ]


@pytest.mark.parametrize("partners", [1, 4])
def test_the_cost_does_not_grow_with_the_consortium(partners: int, django_assert_max_num_queries) -> None:
    consortium = make_consortium(partners=partners)
    consortium.complete()
    with django_assert_max_num_queries(9):
        dossier = application_dossier(application_id=consortium.application.pk, actor=consortium.lead.actor, now=NOW)
        assert len(dossier.active_members) == partners + 1
        assert all(each.displayed for section in dossier.sections for each in section.answers if each.version)


def test_a_partner_reads_the_whole_file_and_writes_its_own_part() -> None:
    consortium = make_consortium()
    consortium.complete()
    who = consortium.people[0]
    dossier = application_dossier(application_id=consortium.application.pk, actor=who.actor, now=NOW)
    assert [each.is_mine for each in dossier.sections] == [False, False, True]
    lead, partner = (each.id for each in dossier.active_members)
    assert dossier.is_open("budget", "", partner, now=NOW) and not dossier.is_open("budget", "", lead, now=NOW)
    assert not dossier.is_open("section", "project", None, now=NOW)


def test_strangers_and_officers_before_the_deposit_see_nothing() -> None:
    consortium = make_consortium()
    consortium.complete()
    for actor in (VISITOR, person().actor, officer()):
        with pytest.raises(Refused):
            application_dossier(application_id=consortium.application.pk, actor=actor, now=NOW)
    submit_application(application_id=consortium.application.pk, idempotency_key="k", by=consortium.lead.actor, now=NOW)
    dossier = application_dossier(application_id=consortium.application.pk, actor=officer(), now=NOW)
    assert dossier.receipts[0].sha256 and not dossier.is_member
    assert [each.pk for each in deposited_applications()] == [consortium.application.pk]


def test_facts_and_summary_agree_with_the_budget() -> None:
    consortium = make_consortium()
    consortium.complete()
    facts = application_facts(application_id=consortium.application.pk, now=NOW)
    summary = application_summary(application_id=consortium.application.pk)
    assert facts["application"]["base"] == summary.base == Money.euros(200_000)
    assert facts["application"]["aid"] == summary.aid == Money.euros(140_000)
    assert facts["application"]["partner_count"] == summary.partner_count == 2
    assert facts["application"]["own"] == Money.euros(60_000) and facts["budget"]["investment"] == Money.euros(80_000)
    assert facts["answers"]["abstract"].startswith("Un projet")


def test_my_applications_say_what_to_do_next(django_assert_max_num_queries) -> None:
    consortium = make_consortium()
    with django_assert_max_num_queries(2):
        (mine,) = my_applications(consortium.lead.actor, now=NOW)
    assert mine.is_lead and "déposez-le" in mine.next_step
    (theirs,) = my_applications(consortium.people[0].actor, now=NOW)
    assert not theirs.is_lead and "validez-la" in theirs.next_step
    assert my_applications(person().actor, now=NOW) == ()
