"""Choose how to be told: the preferences table, and the one-click link of the mails."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.models import NotificationPreference
from deffinum.rooms.people.policies import may_use_own_account, own_account_id
from deffinum.rooms.people.queries.topics import topic_of
from deffinum.rooms.people.words import Channel


@command("people.choose_notifications")
def choose_notifications(*, choices: Mapping[str, tuple[str, ...]], by: Actor, now: datetime) -> None:
    """For each topic, the channels wanted: `{"people.mandate": ("page",)}`. Raises Refused, UnknownTopic."""
    may_use_own_account(by, now=now).require()
    _write(own_account_id(by), {topic_of(key).key: channels for key, channels in choices.items()}, Channel.values)


@command("people.stop_mails")
def stop_mails(*, account_id: uuid.UUID, topic: str, by: Actor, now: datetime) -> None:
    """Stop the mails of one topic: the bearer of the signed link acts for the account (RFC 8058)."""
    _write(account_id, {topic: ()}, [Channel.MAIL.value])


def _write(account_id: uuid.UUID, choices: Mapping[str, tuple[str, ...]], channels: list[str]) -> None:
    rows = [
        NotificationPreference(account_id=account_id, topic=topic, channel=channel, wanted=channel in wanted)
        for topic, wanted in choices.items()
        for channel in channels
    ]
    NotificationPreference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["account", "topic", "channel"], update_fields=["wanted"]
    )
