"""What this room does about its own facts: it sends their mails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from deffinum.foundation.events import reacts_to
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Text
from deffinum.rooms.people.commands.mark_mailed import claim_invitation_mail, claim_notification_mail
from deffinum.rooms.people.events import InvitationSent, NotificationWritten
from deffinum.rooms.people.models import Invitation, Notification
from deffinum.rooms.people.queries.notifications import unsubscribe_token
from deffinum.rooms.people.queries.secrets import invitation_secret
from deffinum.rooms.people.words import MandateKind


@reacts_to(InvitationSent)
def mail_invitation(fact: InvitationSent, *, now: datetime) -> None:
    """Send the link to the invited address, in the language of the person who invites."""
    with transaction.atomic():
        if not claim_invitation_mail(invitation_id=fact.invitation_id, sent_at=fact.sent_at, by=PLATFORM, now=now):
            return
        row = Invitation.objects.select_related("organisation", "invited_by").get(pk=fact.invitation_id)
        secret = invitation_secret(invitation_id=row.pk, sent_at=row.sent_at)
        with translation.override(row.invited_by.language):
            _send(
                "invitation",
                to=row.email,
                context={
                    "organisation": row.organisation.name,
                    "invited_by": row.invited_by.name,
                    "kind": str(MandateKind(row.kind).label),
                    "expires_at": row.expires_at,
                    "action_url": settings.SITE_URL + reverse("people:invitation", args=[secret]),
                    "action_label": _("Ouvrir l’invitation"),
                },
            )


@reacts_to(NotificationWritten)
def mail_notification(fact: NotificationWritten, *, now: datetime) -> None:
    """Send a notification to its person, in their language, with the one-click way to stop the topic."""
    with transaction.atomic():
        if not claim_notification_mail(notification_id=fact.notification_id, by=PLATFORM, now=now):
            return
        row = Notification.objects.select_related("account").get(pk=fact.notification_id)
        token = unsubscribe_token(account_id=row.account_id, topic=row.topic)
        unsubscribe_url = settings.SITE_URL + reverse("people:unsubscribe", args=[token])
        with translation.override(row.account.language):
            _send(
                "notification",
                to=row.account.email,
                context={
                    "subject": str(Text.read(row.title)),
                    "body": str(Text.read(row.body)),
                    "action_url": settings.SITE_URL + reverse("people:open_notification", args=[row.pk]),
                    "action_label": _("Ouvrir la page"),
                    "preferences_url": settings.SITE_URL + reverse("people:my_notifications"),
                },
                headers={
                    # RFC 8058: mail programs show their own "unsubscribe" button.
                    "List-Unsubscribe": f"<{unsubscribe_url}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                },
            )


def _send(name: str, *, to: str, context: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
    """`mail/<name>.subject.txt`, `.txt` and `.html`, in the language in force."""
    known = {"sample_mode": settings.SAMPLE_MODE, **context}
    subject = " ".join(render_to_string(f"people/mail/{name}.subject.txt", known).split())
    known["subject"] = subject
    message = EmailMultiAlternatives(
        subject, render_to_string(f"people/mail/{name}.txt", known), to=[to], headers=dict(headers or {})
    )
    message.attach_alternative(render_to_string(f"people/mail/{name}.html", known), "text/html")
    message.send()
