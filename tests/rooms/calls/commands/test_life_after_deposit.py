"""After the deposit: pieces asked for, the wait that stops, withdrawal, redirection."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deffinum.foundation.lifecycle.table import MoveRefused
from deffinum.foundation.policies import PLATFORM, Refused
from deffinum.rooms.calls.commands.ask_for_pieces import AskedPart, PieceRequestRefused, ask_for_pieces
from deffinum.rooms.calls.commands.deposit import ApplicationIncomplete
from deffinum.rooms.calls.commands.redirect_application import RedirectionRefused, redirect_application
from deffinum.rooms.calls.commands.remove_attachment import remove_attachment
from deffinum.rooms.calls.commands.stop_waiting_for_pieces import stop_waiting_for_pieces
from deffinum.rooms.calls.commands.submit_application import submit_application
from deffinum.rooms.calls.commands.submit_pieces import submit_pieces
from deffinum.rooms.calls.commands.withdraw_application import withdraw_application
from deffinum.rooms.calls.models import Application, PieceRequest, Submission
from deffinum.rooms.calls.queries.submission_snapshot import snapshot_hash
from deffinum.rooms.calls.words import PartKind, Punctuality
from tests.factories.applications import CONFIGURATION, FORM, NOW, Consortium, make_consortium, make_wave, officer

pytestmark = pytest.mark.django_db
UNTIL = NOW + timedelta(days=10)
DAY = timedelta(days=1)


@pytest.fixture
def deposited() -> Consortium:
    consortium = make_consortium()
    consortium.complete()
    submit_application(
        application_id=consortium.application.pk, idempotency_key="first", by=consortium.lead.actor, now=NOW
    )
    consortium.application.refresh_from_db()
    return consortium


def ask(consortium: Consortium, *items: AskedPart, until=UNTIL, now=NOW + DAY) -> PieceRequest:
    return ask_for_pieces(application_id=consortium.application.pk, items=items, until=until, by=officer(), now=now)


def complete(consortium: Consortium, *, now=NOW + 2 * DAY, key: str = "second"):
    return submit_pieces(
        application_id=consortium.application.pk, idempotency_key=key, by=consortium.lead.actor, now=now
    )


def test_only_what_is_asked_for_can_be_changed_then_sent_again(deposited: Consortium) -> None:
    ask(deposited, AskedPart(PartKind.SECTION, "project", note="Précisez le résumé."))
    deposited.now = NOW + 2 * DAY
    deposited.answer("abstract", "Un résumé plus précis.")
    with pytest.raises(Refused, match="seules les pièces demandées"):
        deposited.attach(deposited.lead, "presentation")
    with pytest.raises(Refused, match="seules les pièces demandées"):
        deposited.spend(deposited.lead, "1")
    receipt = complete(deposited)
    assert receipt == complete(deposited), "a double click gives the same receipt"
    assert (receipt.number, receipt.accepted_as) == (2, Punctuality.COMPLETION)
    deposited.application.refresh_from_db()
    assert deposited.application.state == "submitted" and PieceRequest.objects.get().answered_at == NOW + 2 * DAY
    first, second = Submission.objects.order_by("number")
    assert first.sha256 == snapshot_hash(first.snapshot) != second.sha256


def test_after_the_deadline_nothing_more_is_taken(deposited: Consortium) -> None:
    ask(deposited, AskedPart(PartKind.SECTION, "project"))
    deposited.now = UNTIL
    with pytest.raises(Refused, match="délai donné pour compléter le dossier est passé"):
        deposited.answer("abstract", "Trop tard")
    with pytest.raises(Refused, match="délai donné pour compléter le dossier est passé"):
        complete(deposited, now=UNTIL)
    assert Submission.objects.count() == 1


def test_a_member_completes_its_own_part_and_validates_again(deposited: Consortium) -> None:
    who = deposited.people[0]
    member = deposited.member(who)
    ask(deposited, AskedPart(PartKind.PIECE, "letter", member.pk))
    deposited.now = NOW + 2 * DAY
    deposited.attach(who, "letter", own=True)
    with pytest.raises(ApplicationIncomplete, match="validé sa partie"):
        complete(deposited)
    deposited.sign(who)
    assert complete(deposited).number == 2


def test_what_is_asked_for_must_exist(deposited: Consortium) -> None:
    for items in ((), (AskedPart(PartKind.SECTION, "unknown"),), (AskedPart(PartKind.PIECE, "letter"),),
                  (AskedPart(PartKind.BUDGET),)):  # fmt: skip
        with pytest.raises(PieceRequestRefused):
            ask(deposited, *items)
    with pytest.raises(PieceRequestRefused, match="déjà passée"):
        ask(deposited, AskedPart(PartKind.IDENTITY), until=NOW)
    deposited.application.refresh_from_db()
    assert deposited.application.state == "submitted"


def test_the_lead_cannot_ask_and_a_draft_cannot_be_completed(deposited: Consortium) -> None:
    with pytest.raises(Refused):
        ask_for_pieces(
            application_id=deposited.application.pk, items=[AskedPart(PartKind.IDENTITY)], until=UNTIL,
            by=deposited.lead.actor, now=NOW,
        )  # fmt: skip
    with pytest.raises(Refused):
        ask(make_consortium(), AskedPart(PartKind.IDENTITY))
    with pytest.raises(Refused, match="Aucune pièce"):
        complete(deposited)


def test_when_the_wait_stops_the_last_deposit_stands(deposited: Consortium) -> None:
    lead = deposited.members[0]
    parts = [
        AskedPart(PartKind.SECTION, "project"),
        AskedPart(PartKind.PIECE, "presentation"),
        AskedPart(PartKind.BUDGET, partner_id=lead.pk),
        AskedPart(PartKind.FUNDING, partner_id=lead.pk),
    ]
    ask(deposited, *parts)
    before = Submission.objects.get().snapshot
    deposited.now = NOW + 2 * DAY
    deposited.answer("abstract", "Jamais renvoyé")
    deposited.spend(deposited.lead, "1")
    deposited.fund(deposited.lead, "cofunder", "5", label="Région (exemple)")
    piece = deposited.application.attachments.current().get(piece_key="presentation")
    remove_attachment(
        application_id=deposited.application.pk, attachment_id=piece.pk, by=deposited.lead.actor, now=deposited.now
    )
    stop_waiting_for_pieces(application_id=deposited.application.pk, by=PLATFORM, now=UNTIL)
    deposited.application.refresh_from_db()
    assert deposited.application.state == "submitted" and deposited.application.base_cents == before["base_cents"]
    assert deposited.application.answers.get(field_key="abstract").value == before["answers"][0]["value"]
    assert not deposited.application.funding_lines.filter(kind="cofunder").exists()
    assert deposited.application.attachments.current().count() == len(before["pieces"])


def test_withdrawing_closes_the_file(deposited: Consortium) -> None:
    ask(deposited, AskedPart(PartKind.IDENTITY))
    with pytest.raises(MoveRefused, match="motif"):
        withdraw_application(application_id=deposited.application.pk, reason=" ", by=deposited.lead.actor, now=NOW)
    withdraw_application(
        application_id=deposited.application.pk, reason="abandon", by=deposited.lead.actor, now=NOW + DAY
    )
    assert PieceRequest.objects.get().closed_at is not None
    with pytest.raises(Refused, match="retirée"):
        deposited.answer("abstract", "x")


def redirect(consortium: Consortium, **options) -> Application:
    return redirect_application(
        application_id=consortium.application.pk, reason="mieux servi par l’autre appel", by=officer(), now=NOW + DAY,
        **options,
    )  # fmt: skip


def test_a_redirected_application_carries_over_what_both_calls_ask_for(deposited: Consortium) -> None:
    form = {"sections": [FORM["sections"][0]]}
    other = make_wave(form=form, categories=[CONFIGURATION["categories"][0]])
    new = redirect(deposited, call_id=other.call_id)
    assert new.redirected_from == deposited.application and new.state == "draft"
    assert new.reference.startswith(other.call.slug.upper()) and new.call_version.call_id == other.call_id
    assert {each.field_key for each in new.answers.all()} == {"abstract"}
    assert new.base_cents == 12_000_000 and new.aid_cents == 14_000_000
    assert new.partners.active().count() == 2 and not new.partners.filter(state="signed_off").exists()
    assert new.attachments.current().count() == 3
    deposited.application.refresh_from_db()
    assert deposited.application.state == "submitted"
    with pytest.raises(RedirectionRefused, match="déjà réorientée"):
        redirect(deposited, call_id=other.call_id)


def test_a_redirection_to_a_closed_wave_may_bring_its_own_delay(deposited: Consortium) -> None:
    other = make_wave(closes_at=NOW)
    new = redirect(deposited, call_id=other.call_id, until=UNTIL)
    assert new.punctuality(NOW + 2 * DAY) == Punctuality.EXCEPTION and new.punctuality(UNTIL) is None


def test_a_redirection_stays_between_two_calls(deposited: Consortium) -> None:
    with pytest.raises(RedirectionRefused, match="déjà dans celui-ci"):
        redirect(deposited, call_id=deposited.application.call_id)
    with pytest.raises(Refused):
        redirect_application(
            application_id=deposited.application.pk, call_id=make_wave().call_id, reason="x",
            by=deposited.lead.actor, now=NOW,
        )  # fmt: skip
