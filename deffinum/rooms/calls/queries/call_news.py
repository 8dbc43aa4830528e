"""What happened on public calls: the feed and the home page's news."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from deffinum.foundation.values import Text
from deffinum.rooms.calls.models import Call, Notice
from deffinum.rooms.calls.words import CallState


@dataclass(frozen=True)
class CallNews:
    """A notice, or the publication of a version of a call."""

    id: uuid.UUID
    call_slug: str
    call_title: Text
    title: Text
    body: Text
    instant: datetime
    is_notice: bool


def call_news(*, now: datetime, limit: int = 50) -> tuple[CallNews, ...]:
    """Newest first, drafts and the future left out (two queries)."""
    notices = Notice.objects.filter(published_at__lte=now).exclude(call__state=CallState.DRAFT)
    lines = [
        CallNews(
            row.pk,
            row.call.slug,
            Text.read(row.call.title),
            Text.read(row.title),
            Text.read(row.body),
            row.published_at,
            is_notice=True,
        )
        for row in notices.select_related("call").order_by("-published_at", "-id")[:limit]
    ]
    published = Call.objects.public().filter(current_version__published_at__lte=now).select_related("current_version")
    for call in published.order_by("-current_version__published_at", "slug")[:limit]:
        if call.current_version is not None:
            lines.append(
                CallNews(
                    call.current_version.pk,
                    call.slug,
                    Text.read(call.title),
                    Text.read(call.title),
                    Text.read(call.summary),
                    call.current_version.published_at,
                    is_notice=False,
                )
            )
    return tuple(sorted(lines, key=lambda each: each.instant, reverse=True)[:limit])
