"""Inviting, answering, removing: each dead end says what happened and what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.lifecycle.table import MoveRefused
from deffinum.foundation.policies import Refused
from deffinum.rooms.calls.commands.answer_invitation import OrganisationRefused, answer_invitation
from deffinum.rooms.calls.commands.invite_partner import AlreadyInvited, InvalidInvitation, invite_partner
from deffinum.rooms.calls.commands.remove_partner import remove_partner
from deffinum.rooms.calls.models import Partner
from deffinum.rooms.calls.queries.invitation import (
    InvitationAnswered,
    InvitationForeign,
    InvitationOver,
    InvitationUnknown,
)
from tests.factories.applications import NOW, Consortium, Person, make_consortium, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def consortium() -> Consortium:
    return make_consortium(partners=0)


def invite(consortium: Consortium, who: Person, *, now=NOW, by: Person | None = None) -> Partner:
    return invite_partner(
        application_id=consortium.application.pk, name="Organisme invité (exemple)", email=who.account.email,
        by=(by or consortium.lead).actor, now=now,
    )  # fmt: skip


def accept(partner: Partner, who: Person, *, now=NOW, organisation=None) -> Partner:
    return answer_invitation(
        secret=partner.invitation_secret, accept=True,
        organisation_id=(organisation or who.organisation).pk, by=who.actor, now=now,
    )  # fmt: skip


def test_an_invited_organisation_joins(consortium: Consortium) -> None:
    who = person()
    partner = invite(consortium, who)
    assert partner.secret_hash and partner.invitation_secret not in partner.secret_hash
    joined = accept(partner, who)
    assert joined.state == "joined" and joined.organisation == who.organisation and joined.rank == 2


def test_the_log_knows_neither_who_was_invited_nor_where(consortium: Consortium) -> None:
    invite(consortium, person())
    entry = AuditEntry.objects.get(command="calls.invite_partner")
    assert (entry.arguments["name"], entry.arguments["email"]) == ("personal", "personal")


def test_a_partner_invited_twice_is_said_and_invited_once(consortium: Consortium) -> None:
    who = person()
    invite(consortium, who)
    with pytest.raises(AlreadyInvited, match="déjà invité"):
        invite(consortium, who)
    assert Partner.objects.filter(state="invited").count() == 1


def test_an_expired_invitation_can_be_replaced(consortium: Consortium) -> None:
    who = person()
    old = invite(consortium, who)
    later = NOW + timedelta(days=22)
    new = invite(consortium, who, now=later)
    with pytest.raises(InvitationOver, match="retiré"):
        accept(old, who, now=later)
    assert accept(new, who, now=later).state == "joined"


def test_the_same_organisation_twice_is_refused(consortium: Consortium) -> None:
    with pytest.raises(OrganisationRefused, match="déjà membre"):
        accept(invite(consortium, consortium.lead), consortium.lead)


def test_an_expired_invitation(consortium: Consortium) -> None:
    who = person()
    partner = invite(consortium, who)
    with pytest.raises(InvitationOver, match="expiré"):
        accept(partner, who, now=NOW + timedelta(days=21))
    partner.refresh_from_db()
    assert partner.state == "invited"


def test_a_foreign_invitation(consortium: Consortium) -> None:
    partner = invite(consortium, person())
    with pytest.raises(InvitationForeign, match="autre adresse"):
        accept(partner, person())


def test_a_revoked_invitation(consortium: Consortium) -> None:
    who = person()
    partner = invite(consortium, who)
    remove_partner(
        application_id=consortium.application.pk,
        partner_id=partner.pk,
        reason="erreur",
        by=consortium.lead.actor,
        now=NOW,
    )
    with pytest.raises(InvitationOver, match="retiré"):
        accept(partner, who)


def test_an_invitation_used_before(consortium: Consortium) -> None:
    who = person()
    partner = invite(consortium, who)
    accept(partner, who)
    with pytest.raises(InvitationAnswered, match="déjà servi"):
        accept(partner, who)


def test_an_unknown_link() -> None:
    with pytest.raises(InvitationUnknown, match="incomplet"):
        answer_invitation(secret="inconnu", accept=True, by=person().actor, now=NOW)


def test_declining_and_accepting_without_mandate(consortium: Consortium) -> None:
    who = person()
    partner = invite(consortium, who)
    with pytest.raises(OrganisationRefused, match="mandat"):
        accept(partner, who, organisation=consortium.lead.organisation)
    declined = answer_invitation(secret=partner.invitation_secret, accept=False, by=who.actor, now=NOW)
    assert declined.state == "declined"


def test_an_address_that_is_not_one(consortium: Consortium) -> None:
    for name, email in (("", "a@exemple.invalid"), ("Nom", "pas une adresse")):
        with pytest.raises(InvalidInvitation):
            invite_partner(
                application_id=consortium.application.pk, name=name, email=email, by=consortium.lead.actor, now=NOW
            )
    assert Partner.objects.count() == 1


def test_only_the_lead_invites_and_removes_with_a_reason(consortium: Consortium) -> None:
    who = person()
    partner = accept(invite(consortium, who), who)
    with pytest.raises(Refused):
        invite(consortium, person(), by=who)
    with pytest.raises(MoveRefused, match="motif"):
        remove_partner(
            application_id=consortium.application.pk,
            partner_id=partner.pk,
            reason=" ",
            by=consortium.lead.actor,
            now=NOW,
        )
    consortium.people.append(who)
    consortium.spend(who, "100")
    remove_partner(
        application_id=consortium.application.pk,
        partner_id=partner.pk,
        reason="départ",
        by=consortium.lead.actor,
        now=NOW,
    )
    consortium.application.refresh_from_db()
    assert consortium.application.base_cents == 0


def test_the_lead_is_never_removed(consortium: Consortium) -> None:
    with pytest.raises(Refused, match="chef de file"):
        remove_partner(
            application_id=consortium.application.pk, partner_id=consortium.members[0].pk, reason="x",
            by=consortium.lead.actor, now=NOW,
        )  # fmt: skip
