"""Invitations: sent, expired, foreign, used, withdrawn, sent again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.lifecycle.models import Transition
from deffinum.foundation.policies import VISITOR, Actor, Refused
from deffinum.rooms.people.commands.answer_invitation import (
    InvitationAnswered,
    InvitationExpired,
    InvitationForeign,
    InvitationUnknown,
    accept_invitation,
    decline_invitation,
)
from deffinum.rooms.people.commands.invite_to_organisation import (
    AlreadyInvited,
    AlreadyMember,
    InvitationClosed,
    WrongAddress,
    invite_to_organisation,
    resend_invitation,
    revoke_invitation,
)
from deffinum.rooms.people.models import Account, Invitation, Mandate, Notification, Organisation
from deffinum.rooms.people.queries.invitation_by_secret import InvitationFace, invitation_by_secret
from deffinum.rooms.people.queries.secrets import digest_of
from deffinum.rooms.people.words import InvitationState, MandateKind
from tests.factories.people import NOW, OrganisationFactory, actor, contributor, person, representative

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=14)
EMAIL = "sacha@exemple.invalid"


@pytest.fixture
def organisation() -> Organisation:
    made: Organisation = OrganisationFactory(name="Organisme invitant d’exemple")
    return made


@pytest.fixture
def by(organisation: Organisation) -> Actor:
    return representative(organisation, first_name="Dominique", last_name="Exemple")


def invite(organisation: Organisation, by: Actor, **given: Any) -> Invitation:
    values = {"email": EMAIL, "kind": MandateKind.CONTRIBUTOR, "now": NOW} | given
    return Invitation.objects.get(pk=invite_to_organisation(organisation_id=organisation.pk, by=by, **values))


def mailed_secret() -> str:
    run_waiting_jobs()
    found = re.findall(r"/invitations/([^/\s]+)/", str(mail.outbox[-1].body))
    assert len(found) == 1
    return str(found[0])


def mandates(email: str = EMAIL) -> list[tuple[str, str]]:
    return list(Mandate.objects.filter(account__email=email).values_list("organisation__name", "kind"))


def test_the_mail_carries_the_only_copy_of_the_secret(organisation: Organisation, by: Actor) -> None:
    invitation = invite(organisation, by)
    secret = mailed_secret()
    assert mail.outbox[-1].to == [EMAIL]
    assert "Dominique Exemple vous invite à agir pour « Organisme invitant d’exemple »" in mail.outbox[-1].subject
    assert invitation.secret_hash == digest_of(secret) != secret
    logged = " ".join(str(each) for each in AuditEntry.objects.values_list("arguments", flat=True))
    assert secret not in logged
    assert "sacha" not in logged


def test_the_job_that_mails_may_run_again_without_a_second_mail(organisation: Organisation, by: Actor) -> None:
    from deffinum.rooms.people.events import InvitationSent
    from deffinum.rooms.people.reactions import mail_invitation

    invitation = invite(organisation, by)
    run_waiting_jobs()
    mail_invitation(InvitationSent(invitation.pk, invitation.sent_at), now=NOW)
    assert len(mail.outbox) == 1


def test_the_invited_person_accepts_and_may_act_from_that_day(organisation: Organisation, by: Actor) -> None:
    invite(organisation, by)
    secret, sacha = mailed_secret(), person(email=EMAIL)
    accept_invitation(secret_digest=digest_of(secret), by=sacha, now=NOW)
    assert mandates() == [("Organisme invitant d’exemple", MandateKind.CONTRIBUTOR)]
    assert actor(Account.objects.get(email=EMAIL)).belongs_to(organisation.pk)
    told = Notification.objects.get(account_id=by.account_id)
    assert "a accepté votre invitation" in told.title["fr"]
    assert Transition.objects.get(subject_kind="people.invitation").target == InvitationState.ACCEPTED


def test_letter_case_of_the_address_does_not_matter(organisation: Organisation, by: Actor) -> None:
    invite(organisation, by, email="  SACHA@Exemple.Invalid ")
    accept_invitation(secret_digest=digest_of(mailed_secret()), by=person(email=EMAIL), now=NOW)
    assert mandates()


def test_declining_starts_nothing_and_tells_the_author(organisation: Organisation, by: Actor) -> None:
    invite(organisation, by)
    decline_invitation(secret_digest=digest_of(mailed_secret()), by=person(email=EMAIL), now=NOW)
    assert mandates() == []
    assert "a décliné" in Notification.objects.get(account_id=by.account_id).title["fr"]


def test_an_invitation_is_open_until_its_last_instant_and_not_after(organisation: Organisation, by: Actor) -> None:
    invite(organisation, by)
    digest, sacha = digest_of(mailed_secret()), person(email=EMAIL)
    with pytest.raises(InvitationExpired, match="renvoyer"):
        accept_invitation(secret_digest=digest, by=sacha, now=LATER)
    assert mandates() == []
    accept_invitation(secret_digest=digest, by=sacha, now=LATER - timedelta(microseconds=1))
    assert mandates()


def test_another_address_cannot_use_it_and_it_stays_open(organisation: Organisation, by: Actor) -> None:
    invite(organisation, by)
    digest = digest_of(mailed_secret())
    with pytest.raises(InvitationForeign):
        accept_invitation(secret_digest=digest, by=person(email="autre@exemple.invalid"), now=NOW)
    accept_invitation(secret_digest=digest, by=person(email=EMAIL), now=NOW)
    assert mandates()


def test_a_visitor_cannot_use_it(organisation: Organisation, by: Actor) -> None:
    invite(organisation, by)
    with pytest.raises(Refused):
        accept_invitation(secret_digest=digest_of(mailed_secret()), by=VISITOR, now=NOW)


def test_it_serves_once(organisation: Organisation, by: Actor) -> None:
    invite(organisation, by)
    digest, sacha = digest_of(mailed_secret()), person(email=EMAIL)
    accept_invitation(secret_digest=digest, by=sacha, now=NOW)
    for answer in (accept_invitation, decline_invitation):
        with pytest.raises(InvitationAnswered):
            answer(secret_digest=digest, by=sacha, now=NOW)
    assert len(mandates()) == 1


def test_a_withdrawn_invitation_opens_nothing(organisation: Organisation, by: Actor) -> None:
    invitation = invite(organisation, by)
    digest = digest_of(mailed_secret())
    revoke_invitation(invitation_id=invitation.pk, by=by, now=NOW)
    with pytest.raises(InvitationAnswered):
        accept_invitation(secret_digest=digest, by=person(email=EMAIL), now=NOW)
    with pytest.raises(InvitationClosed):
        revoke_invitation(invitation_id=invitation.pk, by=by, now=NOW)
    with pytest.raises(InvitationClosed):
        resend_invitation(invitation_id=invitation.pk, by=by, now=NOW)


def test_an_invitation_withdrawn_before_its_mail_left_is_not_mailed(organisation: Organisation, by: Actor) -> None:
    invitation = invite(organisation, by)
    revoke_invitation(invitation_id=invitation.pk, by=by, now=NOW)
    run_waiting_jobs()
    assert mail.outbox == []


@pytest.mark.parametrize("secret", ["", "x" * 43, "é"])
def test_a_wrong_secret_opens_nothing(organisation: Organisation, by: Actor, secret: str) -> None:
    invite(organisation, by)
    assert invitation_by_secret(secret, actor=VISITOR, now=NOW) is None
    with pytest.raises(InvitationUnknown):
        accept_invitation(secret_digest=digest_of(secret), by=person(email=EMAIL), now=NOW)


def test_sending_again_gives_fourteen_more_days_and_closes_the_earlier_link(
    organisation: Organisation, by: Actor
) -> None:
    invitation = invite(organisation, by)
    first = mailed_secret()
    resend_invitation(invitation_id=invitation.pk, by=by, now=LATER)
    second = mailed_secret()
    assert first != second
    with pytest.raises(InvitationUnknown):
        accept_invitation(secret_digest=digest_of(first), by=person(email=EMAIL), now=LATER)
    accept_invitation(
        secret_digest=digest_of(second), by=actor(Account.objects.get(email=EMAIL)), now=LATER + timedelta(days=13)
    )
    assert mandates()


def test_a_second_invitation_is_refused_while_the_first_is_open_and_replaces_it_after(
    organisation: Organisation, by: Actor
) -> None:
    first = invite(organisation, by)
    with pytest.raises(AlreadyInvited) as refusal:
        invite(organisation, by)
    assert refusal.value.field == "email"
    again = invite(organisation, by, now=LATER, kind=MandateKind.REPRESENTATIVE)
    assert (again.pk, again.kind, again.expires_at) == (
        first.pk,
        MandateKind.REPRESENTATIVE,
        LATER + timedelta(days=14),
    )
    assert Invitation.objects.count() == 1


def test_a_member_is_not_invited_but_a_contributor_may_become_a_representative(
    organisation: Organisation, by: Actor
) -> None:
    contributor(organisation, email=EMAIL)
    with pytest.raises(AlreadyMember):
        invite(organisation, by)
    invite(organisation, by, kind=MandateKind.REPRESENTATIVE)
    accept_invitation(secret_digest=digest_of(mailed_secret()), by=actor(Account.objects.get(email=EMAIL)), now=NOW)
    in_force = Mandate.objects.in_force(NOW.date()).filter(account__email=EMAIL)
    assert list(in_force.values_list("kind", flat=True)) == [MandateKind.REPRESENTATIVE]


@pytest.mark.parametrize("email", ["", "sacha", "sacha@", "a b@exemple.invalid"])
def test_a_wrong_address_is_refused_beside_its_field(organisation: Organisation, by: Actor, email: str) -> None:
    with pytest.raises(WrongAddress) as refusal:
        invite(organisation, by, email=email)
    assert refusal.value.field == "email"


def test_a_contributor_neither_invites_nor_withdraws(organisation: Organisation, by: Actor) -> None:
    invitation, other = invite(organisation, by), contributor(organisation)
    with pytest.raises(Refused):
        invite(organisation, other, email="autre@exemple.invalid")
    with pytest.raises(Refused):
        revoke_invitation(invitation_id=invitation.pk, by=other, now=NOW)
    with pytest.raises(Refused):
        resend_invitation(invitation_id=invitation.pk, by=representative(), now=NOW)


def test_each_case_has_its_face(organisation: Organisation, by: Actor) -> None:
    invitation = invite(organisation, by)
    secret, sacha = mailed_secret(), person(email=EMAIL)

    def face(who: Actor, now: Any = NOW) -> InvitationFace:
        found = invitation_by_secret(secret, actor=who, now=now)
        assert found is not None
        return found.face

    assert face(VISITOR) == InvitationFace.SIGN_IN
    assert face(sacha) == InvitationFace.OPEN
    assert face(by) == InvitationFace.FOREIGN
    assert face(sacha, LATER) == InvitationFace.EXPIRED
    revoke_invitation(invitation_id=invitation.pk, by=by, now=NOW)
    assert face(sacha) == InvitationFace.REVOKED
