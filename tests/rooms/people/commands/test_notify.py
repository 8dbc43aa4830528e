"""Telling people once, on the channels they want."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core import mail

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.values import Text
from deffinum.rooms.people.commands.choose_notifications import choose_notifications, stop_mails
from deffinum.rooms.people.commands.notify import notify
from deffinum.rooms.people.commands.read_notifications import read_all_notifications, read_notification
from deffinum.rooms.people.events import NotificationWritten
from deffinum.rooms.people.models import Notification
from deffinum.rooms.people.queries.notifications import (
    PAGE_SIZE,
    notification_page,
    preferences_of,
    read_unsubscribe_token,
    unread_count,
    unsubscribe_token,
)
from deffinum.rooms.people.queries.topics import MANDATE, ROLE, UnknownTopic
from deffinum.rooms.people.reactions import mail_notification
from tests.factories.people import NOW, AccountFactory, person

pytestmark = pytest.mark.django_db


def tell(*account_ids: uuid.UUID | None, **given: Any) -> int:
    values: dict[str, Any] = {
        "topic": MANDATE,
        "title": Text("Un titre d’exemple", "A sample title"),
        "body": Text("Un texte d’exemple"),
        "address": "/mon-espace/",
        "dedupe_key": "exemple:1",
        "now": NOW,
    }
    return notify(account_ids=[each for each in account_ids if each], **(values | given))


def test_the_same_key_tells_once() -> None:
    first, second = person(), person()
    assert tell(first.account_id, first.account_id) == 1
    assert tell(first.account_id, second.account_id) == 1
    assert tell(first.account_id, dedupe_key="exemple:2") == 1
    assert Notification.objects.count() == 3


def test_a_mail_leaves_in_the_person_language_with_a_one_click_way_out() -> None:
    account = AccountFactory(language="en")
    tell(account.pk)
    run_waiting_jobs()
    message = mail.outbox[0]
    assert message.subject == "A sample title"
    assert message.to == [account.email]
    link = message.extra_headers["List-Unsubscribe"]
    assert link.startswith("<http") and link.endswith(">")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = link.rstrip("/>").rsplit("/", 1)[1]
    assert read_unsubscribe_token(token) == (account.pk, MANDATE)


def test_the_job_may_run_again_without_a_second_mail() -> None:
    by = person()
    tell(by.account_id)
    run_waiting_jobs()
    mail_notification(NotificationWritten(Notification.objects.get().pk), now=NOW)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("channels", "listed", "mails"), [(("page", "mail"), 1, 1), (("page",), 1, 0), (("mail",), 0, 1), ((), 0, 0)]
)
def test_preferences_decide_the_channels(channels: tuple[str, ...], listed: int, mails: int) -> None:
    by = person()
    choose_notifications(choices={MANDATE: channels}, by=by, now=NOW)
    tell(by.account_id)
    tell(by.account_id)
    run_waiting_jobs()
    assert (len(notification_page(by).lines), len(mail.outbox)) == (listed, mails)


def test_other_topics_keep_their_default() -> None:
    by = person()
    choose_notifications(choices={MANDATE: ()}, by=by, now=NOW)
    assert by.account_id
    found = {each.topic.key: (each.on_page, each.by_mail) for each in preferences_of(by.account_id)}
    assert (found[MANDATE], found[ROLE]) == ((False, False), (True, True))


def test_the_link_of_a_mail_stops_the_mails_of_its_topic_only() -> None:
    account = AccountFactory()
    read = read_unsubscribe_token(unsubscribe_token(account_id=account.pk, topic=MANDATE))
    assert read
    stop_mails(account_id=read[0], topic=read[1], by=person(), now=NOW)
    found = {each.topic.key: (each.on_page, each.by_mail) for each in preferences_of(account.pk)}
    assert (found[MANDATE], found[ROLE]) == ((True, False), (True, True))


def test_a_changed_token_stops_nothing() -> None:
    token = unsubscribe_token(account_id=uuid.uuid4(), topic=MANDATE)
    assert read_unsubscribe_token(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert read_unsubscribe_token("n’importe quoi") is None


def test_a_topic_must_be_registered() -> None:
    with pytest.raises(UnknownTopic):
        tell(person().account_id, topic="people.unheard_of")


def test_closed_accounts_are_left_out() -> None:
    account = AccountFactory(is_active=False)
    assert tell(account.pk, uuid.uuid4()) == 0


def test_the_log_does_not_repeat_what_people_were_told() -> None:
    tell(person().account_id, title=Text("Sacha"))
    assert "Sacha" not in str(list(AuditEntry.objects.values_list("arguments", flat=True)))


def test_reading_one_then_all() -> None:
    by, other = person(), person()
    for rank in range(3):
        tell(by.account_id, other.account_id, dedupe_key=f"exemple:{rank}")
    one = notification_page(by).lines[0]
    assert read_notification(notification_id=one.id, by=other, now=NOW) is None
    assert unread_count(by) == 3
    assert read_notification(notification_id=one.id, by=by, now=NOW) == "/mon-espace/"
    assert unread_count(by) == 2
    assert read_all_notifications(by=by, now=NOW) == 2
    assert (unread_count(by), unread_count(other)) == (0, 3)


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    by = person()
    for rank in range(PAGE_SIZE + 5):
        tell(by.account_id, dedupe_key=f"exemple:{rank}")
    first = notification_page(by)
    second = notification_page(by, after=uuid.UUID(first.older))
    seen = [each.id for each in (*first.lines, *second.lines)]
    assert (len(first.lines), len(second.lines), second.older) == (PAGE_SIZE, 5, "")
    assert len(set(seen)) == PAGE_SIZE + 5


def test_telling_many_without_mail_costs_the_same_queries(django_assert_max_num_queries: Any) -> None:
    people = [person() for _ in range(20)]
    for each in people:
        choose_notifications(choices={MANDATE: ("page",)}, by=each, now=NOW)
    with django_assert_max_num_queries(12):
        tell(*[each.account_id for each in people])
    assert Notification.objects.count() == 20
