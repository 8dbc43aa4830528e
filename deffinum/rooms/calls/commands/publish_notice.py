"""Publish dated news of a call."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.calls.commands.tell_applicants import tell_applicants
from deffinum.rooms.calls.events import NoticePublished
from deffinum.rooms.calls.models import Call, Notice
from deffinum.rooms.calls.policies.call import may_publish_notice


class NoticeEmpty(DomainError):
    """A notice has a French title and a French text."""


@command("calls.publish_notice")
def publish_notice(
    *, call_id: uuid.UUID, title: Mapping[str, str], body: Mapping[str, str], by: Actor, now: datetime
) -> Notice:
    """Add a notice to the call, shown from now on, and tell the applicants. Texts are bilingual.

    Raises Refused, NoticeEmpty.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    may_publish_notice(by, call, now=now).require()
    words = {"title": Text.read(title), "body": Text.read(body)}
    for field, text in words.items():
        if not text.fr.strip():
            raise NoticeEmpty(_("Écrivez le titre et le texte en français. Rien n’a été publié."), field=f"{field}_fr")
    notice = Notice.objects.create(
        call=call, title=words["title"].stored(), body=words["body"].stored(), published_at=now
    )
    tell_applicants(call=call, **words, dedupe_key=f"calls.notice:{notice.pk}", by=by, now=now)
    events.publish(NoticePublished(call_id=call.pk, notice_id=notice.pk))
    return notice
