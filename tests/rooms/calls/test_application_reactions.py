"""What people are told, once, and the receipt that is made before anyone asks."""

from __future__ import annotations

import pytest
from django.core import mail
from pypdf import PdfReader

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.reading import open_file
from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.rooms.calls.commands.invite_partner import invite_partner
from deffinum.rooms.calls.commands.rename_application import rename_application
from deffinum.rooms.calls.commands.submit_application import submit_application
from deffinum.rooms.calls.events import ApplicationSubmitted, PartnerInvited
from deffinum.rooms.calls.models import Partner, Submission
from deffinum.rooms.calls.reactions import mail_invitation, on_application_submitted
from deffinum.rooms.people.models import Notification
from tests.factories.applications import NOW, Consortium, make_consortium, person
from tests.hanging_mail import audited_at_once, while_the_mail_server_hangs

pytestmark = pytest.mark.django_db


@pytest.fixture
def deposited() -> Consortium:
    consortium = make_consortium()
    consortium.complete()
    submit_application(application_id=consortium.application.pk, idempotency_key="k", by=consortium.lead.actor, now=NOW)
    return consortium


def test_the_invitation_s_mail_carries_the_link_and_leaves_once() -> None:
    consortium, who = make_consortium(partners=0), person()
    partner = invite_partner(
        application_id=consortium.application.pk, name="Organisme", email=who.account.email,
        by=consortium.lead.actor, now=NOW,
    )  # fmt: skip
    run_waiting_jobs()
    mail_invitation(PartnerInvited(partner.pk), now=NOW)
    (message,) = mail.outbox
    assert message.to == [who.account.email]
    assert partner.invitation_secret in message.body and "1er" not in message.subject
    assert consortium.lead.organisation.name in message.subject
    assert Partner.objects.get(pk=partner.pk).mailed_at is not None


@pytest.mark.django_db(transaction=True)
def test_the_audit_goes_on_while_the_invitation_s_mail_hangs() -> None:
    consortium = make_consortium(partners=0)
    application = consortium.application
    partner = invite_partner(
        application_id=application.pk, name="Organisme", email="sacha@exemple.invalid", by=consortium.lead.actor,
        now=NOW,
    )  # fmt: skip
    before = AuditEntry.objects.count()
    with while_the_mail_server_hangs(lambda: mail_invitation(PartnerInvited(partner.pk), now=NOW)):
        audited_at_once(
            lambda: rename_application(
                application_id=application.pk,
                title="Autre titre",
                acronym="",
                months=12,
                scope="national",
                by=consortium.lead.actor,
                now=NOW,
            )
        )
        assert AuditEntry.objects.count() == before + 1
        assert Partner.objects.get(pk=partner.pk).mailed_at is None
    assert Partner.objects.get(pk=partner.pk).mailed_at == NOW


def test_every_member_is_told_of_the_deposit_once(deposited: Consortium) -> None:
    run_waiting_jobs()
    submission = Submission.objects.get()
    fact = ApplicationSubmitted(deposited.application.pk, submission.pk, NOW)
    on_application_submitted(fact, now=NOW)
    run_waiting_jobs()
    told = Notification.objects.filter(dedupe_key=f"calls-submitted-{submission.pk}")
    assert {each.account_id for each in told} == {deposited.lead.account.pk, deposited.people[0].account.pk}
    assert told.count() == 2
    assert Notification.objects.filter(
        account=deposited.lead.account, title__fr__icontains="a validé sa partie"
    ).exists()


def test_the_receipt_is_a_tagged_document_with_every_fingerprint(deposited: Consortium) -> None:
    run_waiting_jobs()
    submission = Submission.objects.get()
    stored = StoredFile.objects.get(owner_kind="calls.submission", owner_id=submission.pk)
    with open_file(stored) as content:
        reader = PdfReader(content)
        text = "".join(page.extract_text() for page in reader.pages).replace("\n", "").replace(" ", "")
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for expected in (submission.sha256, deposited.application.reference, "2026-03-02T10:00:00.000000Z", "11h00"):
        assert expected.replace(" ", "") in text.replace("\u00a0", "").replace("\u202f", "")
    assert all(each["sha256"] in text for each in submission.snapshot["pieces"])
