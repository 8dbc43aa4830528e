"""A document that nothing refers to any more leaves the disk; what was deposited stays for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.files.content_store import content_path
from deffinum.foundation.files.reading import open_file
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.calls.commands.ask_for_pieces import AskedPart, ask_for_pieces
from deffinum.rooms.calls.commands.redirect_application import redirect_application
from deffinum.rooms.calls.commands.remove_attachment import remove_attachment
from deffinum.rooms.calls.commands.stop_waiting_for_pieces import stop_waiting_for_pieces
from deffinum.rooms.calls.commands.submit_application import submit_application
from deffinum.rooms.calls.models import Application, Attachment
from deffinum.rooms.calls.words import PartKind
from tests.factories.applications import NOW, PDF, Consortium, make_consortium, make_wave, officer

pytestmark = pytest.mark.django_db
UNTIL = NOW + timedelta(days=10)
OTHER = PDF + b"% another\n%%EOF\n"
THIRD = PDF + b"% a third\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.FILES_FOLDER = tmp_path


@pytest.fixture
def consortium() -> Consortium:
    return make_consortium()


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    """What is decided within is carried out on the disk."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def stands(attachment: Attachment) -> bool:
    """The file may be read: its row is kept and its content is on the disk."""
    attachment.refresh_from_db()
    file = type(attachment).objects.select_related("file").get(pk=attachment.pk).file
    assert (file.state == "kept") == content_path(file.sha256).exists()
    return file.state == "kept"


def take_out(consortium: Consortium, attachment: Attachment, application: Application | None = None) -> None:
    remove_attachment(
        application_id=(application or consortium.application).pk, attachment_id=attachment.pk,
        by=consortium.lead.actor, now=consortium.now,
    )  # fmt: skip


def deposit(consortium: Consortium) -> None:
    submit_application(
        application_id=consortium.application.pk, idempotency_key="first", by=consortium.lead.actor, now=NOW
    )


def reopen(consortium: Consortium) -> None:
    """A deposited application whose presentation may be changed."""
    ask_for_pieces(
        application_id=consortium.application.pk, items=[AskedPart(PartKind.PIECE, "presentation")], until=UNTIL,
        by=officer(), now=NOW,
    )  # fmt: skip


def presentation(application: Application) -> Attachment:
    return application.attachments.current().get(piece_key="presentation")


def test_a_removed_document_leaves_the_disk(consortium: Consortium, committed: Any) -> None:
    attachment = consortium.attach(consortium.lead, "presentation")
    with committed():
        take_out(consortium, attachment)
    assert not stands(attachment)
    assert AuditEntry.objects.filter(command="files.remove_file").count() == 1
    with committed():
        take_out(consortium, attachment)
    client = Client()
    client.force_login(consortium.lead.account)
    address = reverse("calls:attachment", args=[consortium.application.pk, attachment.pk])
    assert client.get(address).status_code == 410


def test_a_replaced_document_leaves_the_disk_and_the_new_one_stays(consortium: Consortium, committed: Any) -> None:
    first = consortium.attach(consortium.lead, "presentation")
    with committed():
        second = consortium.attach(consortium.lead, "presentation", content=OTHER)
    assert (stands(first), stands(second)) == (False, True)


def test_the_same_document_sent_again_stays(consortium: Consortium, committed: Any) -> None:
    consortium.attach(consortium.lead, "presentation")
    with committed():
        again = consortium.attach(consortium.lead, "presentation")
    assert stands(again)


def test_what_was_deposited_stays_when_it_is_replaced(consortium: Consortium, committed: Any) -> None:
    consortium.complete()
    deposited = presentation(consortium.application)
    deposit(consortium)
    reopen(consortium)
    with committed():
        replacing = consortium.attach(consortium.lead, "presentation", content=OTHER)
    with committed():
        last = consortium.attach(consortium.lead, "presentation", content=THIRD)
    assert (stands(deposited), stands(replacing), stands(last)) == (True, False, True)
    with committed():
        stop_waiting_for_pieces(application_id=consortium.application.pk, by=PLATFORM, now=UNTIL)
    assert not stands(last), "it was never sent"
    assert presentation(consortium.application).file_id == deposited.file_id


def test_going_back_to_a_deposit_finds_the_file_that_stands(consortium: Consortium, committed: Any) -> None:
    """The same document was attached, removed, and attached again before the deposit."""
    with committed():
        take_out(consortium, consortium.attach(consortium.lead, "presentation"))
    consortium.complete()
    deposit(consortium)
    reopen(consortium)
    with committed():
        take_out(consortium, presentation(consortium.application))
        stop_waiting_for_pieces(application_id=consortium.application.pk, by=PLATFORM, now=UNTIL)
    with open_file(presentation(consortium.application).file) as content:
        assert content.read() == PDF


def test_a_document_that_another_application_uses_stays(consortium: Consortium, committed: Any) -> None:
    consortium.complete()
    original = presentation(consortium.application)
    deposit(consortium)
    linked = redirect_application(
        application_id=consortium.application.pk, call_id=make_wave().call_id, reason="exemple", by=officer(), now=NOW
    )
    with committed():
        take_out(consortium, presentation(linked), linked)
    assert stands(original)
