"""Tell people something: in the platform, and by mail to those who want it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.events import publish
from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.foundation.values import Text
from deffinum.rooms.people.events import NotificationWritten
from deffinum.rooms.people.models import Account, Notification
from deffinum.rooms.people.queries.notifications import wanted_channels
from deffinum.rooms.people.words import Channel


def notify(
    *,
    account_ids: Iterable[uuid.UUID],
    topic: str,
    title: Text,
    body: Text,
    address: str,
    dedupe_key: str,
    now: datetime,
    by: Actor = PLATFORM,
) -> int:
    """Tell these people once; returns how many were told now.

    `topic` was registered with `register_topic`; `address` is a path of this site ('/appels/…'); the same
    `dedupe_key` never tells the same person twice, so that a reaction or a job may run again. Preferences decide
    between page and mail. Closed accounts are left out. Raises UnknownTopic.
    """
    return _notify(
        account_ids=tuple(sorted(set(account_ids))),
        topic=topic,
        title=title,
        body=body,
        address=address,
        dedupe_key=dedupe_key,
        by=by,
        now=now,
    )


@command("people.notify", personal=("title", "body"))
def _notify(
    *,
    account_ids: tuple[uuid.UUID, ...],
    topic: str,
    title: Text,
    body: Text,
    address: str,
    dedupe_key: str,
    by: Actor,
    now: datetime,
) -> int:
    active = Account.objects.filter(pk__in=account_ids, is_active=True).values_list("pk", flat=True)
    told = set(
        Notification.objects.filter(account_id__in=account_ids, dedupe_key=dedupe_key).values_list(
            "account_id", flat=True
        )
    )
    wanted = wanted_channels([each for each in active if each not in told], topic=topic)
    rows = [
        Notification(
            account_id=account_id,
            topic=topic,
            title=title.stored(),
            body=body.stored(),
            address=address,
            dedupe_key=dedupe_key,
            sent_at=now,
            on_page=Channel.PAGE in channels,
        )
        for account_id, channels in wanted.items()
        if channels
    ]
    # Two jobs that tell the same thing at the same instant: the unique constraint keeps one row.
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    kept = set(Notification.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    for row in rows:
        if row.pk in kept and Channel.MAIL in wanted[row.account_id]:
            publish(NotificationWritten(row.pk))
    return len(kept)
