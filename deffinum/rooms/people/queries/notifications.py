"""What a person was told, and how they want to be told."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.people.models import NotificationPreference
from deffinum.rooms.people.policies import visible_notifications
from deffinum.rooms.people.queries.topics import Topic, topic_of, topics
from deffinum.rooms.people.words import Channel

PAGE_SIZE = 30
UNSUBSCRIBE_SALT = "people.unsubscribe"


@dataclass(frozen=True)
class NotificationLine:
    """One line of the list."""

    id: uuid.UUID
    title: Text
    body: Text
    address: str
    sent_at: datetime
    is_read: bool


@dataclass(frozen=True)
class NotificationPage:
    """A page of the list, newest first; the cursors are '' when there is no such page."""

    lines: tuple[NotificationLine, ...]
    unread: int
    older: str
    """Cursor of the next page: identifier of this page's last line."""


@dataclass(frozen=True)
class TopicPreference:
    """One line of the preferences table."""

    topic: Topic
    on_page: bool
    by_mail: bool


def unread_count(actor: Actor) -> int:
    """How many notifications the person has not read (one query on a partial index)."""
    return visible_notifications(actor).filter(read_at__isnull=True).count()


def notification_page(actor: Actor, *, after: uuid.UUID | None = None) -> NotificationPage:
    """A page of one's own notifications; `after` is the last line of the page before (two or three queries)."""
    rows = visible_notifications(actor)
    last = rows.filter(pk=after).values_list("sent_at", "pk").first() if after else None
    if last is not None:
        earlier = rows.filter(sent_at__lt=last[0]) | rows.filter(sent_at=last[0], pk__lt=last[1])
        rows = earlier
    found = list(rows.order_by("-sent_at", "-pk")[: PAGE_SIZE + 1])
    lines = tuple(
        NotificationLine(
            id=each.pk,
            title=Text.read(each.title),
            body=Text.read(each.body),
            address=each.address,
            sent_at=each.sent_at,
            is_read=each.read_at is not None,
        )
        for each in found[:PAGE_SIZE]
    )
    return NotificationPage(
        lines=lines, unread=unread_count(actor), older=str(lines[-1].id) if len(found) > PAGE_SIZE else ""
    )


def preferences_of(account_id: uuid.UUID) -> tuple[TopicPreference, ...]:
    """The preferences table: every registered topic, with the person's choice or the default (one query)."""
    chosen = {
        (each.topic, each.channel): each.wanted for each in NotificationPreference.objects.filter(account_id=account_id)
    }
    return tuple(
        TopicPreference(
            topic=topic,
            on_page=chosen.get((topic.key, Channel.PAGE.value), True),
            by_mail=chosen.get((topic.key, Channel.MAIL.value), topic.mailed),
        )
        for topic in topics()
    )


def wanted_channels(account_ids: Iterable[uuid.UUID], *, topic: str) -> dict[uuid.UUID, frozenset[str]]:
    """For each account, the channels on which it wants this topic (one query)."""
    known = topic_of(topic)
    default = {Channel.PAGE.value: True, Channel.MAIL.value: known.mailed}
    wanted = {each: dict(default) for each in account_ids}
    for row in NotificationPreference.objects.filter(account_id__in=wanted, topic=topic):
        wanted[row.account_id][row.channel] = row.wanted
    return {each: frozenset(name for name, yes in channels.items() if yes) for each, channels in wanted.items()}


def unsubscribe_token(*, account_id: uuid.UUID, topic: str) -> str:
    """Signed text that lets its bearer stop the mails of one topic to one person, and nothing else."""
    return signing.dumps([str(account_id), topic], salt=UNSUBSCRIBE_SALT, compress=False)


def read_unsubscribe_token(token: str) -> tuple[uuid.UUID, str] | None:
    """The account and the topic; None when the signature is wrong. It never expires: old mails must work too."""
    try:
        account_id, topic = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except signing.BadSignature:
        return None
    return uuid.UUID(account_id), topic
