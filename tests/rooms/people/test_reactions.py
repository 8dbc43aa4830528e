"""Mails leave after the fact, outside any transaction, and are marked once sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.values import Text
from deffinum.rooms.people.commands.invite_to_organisation import invite_to_organisation
from deffinum.rooms.people.commands.notify import notify
from deffinum.rooms.people.events import InvitationSent, NotificationWritten
from deffinum.rooms.people.models import Account, Invitation, Notification
from deffinum.rooms.people.queries.topics import MANDATE
from deffinum.rooms.people.reactions import mail_invitation, mail_notification
from tests.factories.people import NOW, AccountFactory, OrganisationFactory, representative
from tests.hanging_mail import audited_at_once, while_the_mail_server_hangs


def tell(account: Account, key: str = "exemple") -> int:
    return notify(
        account_ids=[account.pk], topic=MANDATE, title=Text("Un titre d’exemple"), body=Text(""), address="/",
        dedupe_key=key, now=NOW,
    )  # fmt: skip


def notification() -> tuple[Notification, Callable[[], None]]:
    tell(AccountFactory())
    row = Notification.objects.get()
    return row, lambda: mail_notification(NotificationWritten(row.pk), now=database_now())


def invitation() -> tuple[Invitation, Callable[[], None]]:
    organisation = OrganisationFactory()
    made = invite_to_organisation(
        organisation_id=organisation.pk, email="sacha@exemple.invalid", kind="contributor",
        by=representative(organisation), now=NOW,
    )  # fmt: skip
    row = Invitation.objects.get(pk=made)
    return row, lambda: mail_invitation(InvitationSent(row.pk, row.sent_at), now=database_now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("prepare", [notification, invitation])
def test_the_audit_goes_on_while_the_mail_server_hangs(prepare: Callable[[], tuple[Invitation, Callable]]) -> None:
    row, send = prepare()
    other = AccountFactory()
    before = AuditEntry.objects.count()
    with while_the_mail_server_hangs(send):
        audited_at_once(lambda: tell(other, "pendant"))
        assert AuditEntry.objects.count() == before + 1
        row.refresh_from_db()
        assert row.mailed_at is None, "what is still leaving is not marked as sent"
    row.refresh_from_db()
    assert row.mailed_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("prepare", [notification, invitation])
def test_a_mail_that_the_server_refused_is_sent_by_the_next_try(
    prepare: Callable[[], tuple[Invitation, Callable]], monkeypatch: pytest.MonkeyPatch
) -> None:
    row, send = prepare()
    with monkeypatch.context() as away:
        away.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        with pytest.raises(ConnectionRefusedError):
            send()
    row.refresh_from_db()
    assert (row.mailed_at, mail.outbox) == (None, [])
    send()
    send()
    row.refresh_from_db()
    assert row.mailed_at is not None
    assert len(mail.outbox) == 1


def refuse(*_given: object) -> None:
    raise ConnectionRefusedError


@pytest.mark.django_db
def test_a_job_cut_before_its_mark_sends_the_same_mail_not_another() -> None:
    row, send = notification()
    send()
    Notification.objects.filter(pk=row.pk).update(mailed_at=None)
    send()
    assert len({each.extra_headers["Message-ID"] for each in mail.outbox}) == 1
    assert len(mail.outbox) == 2


@pytest.mark.django_db
def test_a_closed_account_gets_no_mail() -> None:
    row, send = notification()
    Account.objects.filter(pk=row.account_id).update(is_active=False)
    send()
    assert mail.outbox == []
