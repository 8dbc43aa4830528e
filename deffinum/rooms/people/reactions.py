"""What this room does about its own facts: it sends their mails.

A mail leaves outside any transaction, and is marked as sent afterwards in a short one: a mail server that does not
answer holds no lock. A job cut between the two sends the same mail again, under the same Message-ID.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.foundation.events import reacts_to
from deffinum.foundation.mail.sending import send_mail
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Text
from deffinum.rooms.people.commands.mark_mailed import mark_invitation_mailed, mark_notification_mailed
from deffinum.rooms.people.events import InvitationSent, NotificationWritten
from deffinum.rooms.people.models import Invitation, Notification
from deffinum.rooms.people.queries.notifications import unsubscribe_token
from deffinum.rooms.people.queries.secrets import invitation_secret
from deffinum.rooms.people.words import InvitationState, MandateKind


@reacts_to(InvitationSent)
def mail_invitation(fact: InvitationSent, *, now: datetime) -> None:
    """Send the link to the invited address, in the language of the person who invites, as long as it waits."""
    row = (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(pk=fact.invitation_id, sent_at=fact.sent_at, state=InvitationState.SENT, mailed_at__isnull=True)
        .first()
    )
    if row is None:
        return
    secret = invitation_secret(invitation_id=row.pk, sent_at=row.sent_at)
    names = {"invited_by": row.invited_by.name, "organisation": row.organisation.name}
    with translation.override(row.invited_by.language):
        subject = _("%(invited_by)s vous invite à agir pour « %(organisation)s »") % names
    send_mail(
        row.email,
        subject,
        "people/mail/invitation",
        names
        | {
            "kind": MandateKind(row.kind).label,
            "expires_at": row.expires_at,
            "action_url": reverse("people:invitation", args=[secret]),
            "action_label": gettext_lazy("Ouvrir l’invitation"),
        },
        row.invited_by.language,
        key=f"people.invitation:{row.pk}:{row.sent_at.isoformat()}",
    )
    mark_invitation_mailed(invitation_id=row.pk, sent_at=row.sent_at, by=PLATFORM, now=now)


@reacts_to(NotificationWritten)
def mail_notification(fact: NotificationWritten, *, now: datetime) -> None:
    """Send a notification to its person, in their language, with the one-click way to stop the topic.

    Nothing is sent when it was sent before, or when the account is closed (an erased one forgets its notifications).
    """
    row = (
        Notification.objects.select_related("account")
        .filter(pk=fact.notification_id, mailed_at__isnull=True, account__is_active=True)
        .first()
    )
    if row is None:
        return
    language = row.account.language
    token = unsubscribe_token(account_id=row.account_id, topic=row.topic)
    send_mail(
        row.account.email,
        Text.read(row.title).in_language(language),
        "people/mail/notification",
        {
            "body": Text.read(row.body).in_language(language),
            "action_url": reverse("people:open_notification", args=[row.pk]),
            "action_label": gettext_lazy("Ouvrir la page"),
            "preferences_url": reverse("people:my_notifications"),
        },
        language,
        list_unsubscribe=reverse("people:unsubscribe", args=[token]),
        key=f"people.notification:{row.pk}",
    )
    mark_notification_mailed(notification_id=row.pk, by=PLATFORM, now=now)
