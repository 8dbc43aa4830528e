"""What this room does about facts: it makes receipts, tells people, forgets erased accounts."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.events import reacts_to
from deffinum.foundation.mail.sending import send_mail
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Text
from deffinum.rooms.calls.commands.forget_author import forget_author
from deffinum.rooms.calls.commands.mark_invitation_mailed import mark_invitation_mailed
from deffinum.rooms.calls.events import (
    ApplicationRedirected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    PartnerAnswered,
    PartnerInvited,
    PartnerSignedOff,
    PiecesAsked,
)
from deffinum.rooms.calls.jobs import render_receipt
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.calls.queries.my_traces import my_traces
from deffinum.rooms.calls.words import PartnerState
from deffinum.rooms.people.public import (
    Account,
    AccountErased,
    account_ids_of_organisation,
    notify,
    register_data_section,
    register_topic,
)

TOPIC = "calls.application"
register_data_section("calls", my_traces)
register_topic(TOPIC, Text("mes candidatures et mes groupements", "my applications and my consortia"))


@reacts_to(PartnerInvited)
def mail_invitation(fact: PartnerInvited, *, now: datetime) -> None:
    """Send the link to the invited address, in the language of the person who invites, as long as it waits.

    The mail leaves outside any transaction, and is marked as sent afterwards: see the people room's reactions.
    """
    partner = (
        Partner.objects.select_related("application__call", "application__lead")
        .filter(pk=fact.partner_id, state=PartnerState.INVITED, mailed_at__isnull=True)
        .first()
    )
    if partner is None:
        return
    inviter = Account.objects.filter(pk=partner.invited_by).first() if partner.invited_by else None
    application = partner.application
    language = inviter.language if inviter else "fr"
    with translation.override(language):
        label = _("Ouvrir l’invitation")
    send_mail(
        partner.invited_email,
        Text(
            f"{application.lead.name} vous invite dans un groupement : {application.title}",
            f"{application.lead.name} invites you into a consortium: {application.title}",
        ).in_language(language),
        "calls/mail/partner_invited",
        {
            "invited_name": partner.invited_name,
            "lead": application.lead.name,
            "project": application.title,
            "call": Text.read(application.call.title).in_language(language),
            "zone": application.call.zone,
            "expires_at": partner.expires_at,
            "action_url": reverse("calls:answer_invitation", args=[partner.invitation_secret]),
            "action_label": label,
        },
        language,
        key=f"calls.partner_invited:{partner.pk}",
    )
    mark_invitation_mailed(partner_id=partner.pk, by=PLATFORM, now=now)


@reacts_to(ApplicationSubmitted)
def on_application_submitted(fact: ApplicationSubmitted, *, now: datetime) -> None:
    """Make the receipt, and tell every member."""
    render_receipt.defer(submission_id=str(fact.submission_id))
    application = Application.objects.get(pk=fact.application_id)
    _tell(
        application,
        _organisations(application),
        title=Text(
            f"La candidature {application.reference} est déposée", f"Application {application.reference} was submitted"
        ),
        body=Text(
            f"Le dossier « {application.title} » a été reçu. Le récépissé porte l’instant de réception et l’empreinte "
            "du dossier.",
            f"The file “{application.title}” was received. The receipt bears the instant of receipt and the file’s "
            "fingerprint.",
        ),
        page="receipt",
        key=f"submitted-{fact.submission_id}",
        now=now,
    )


@reacts_to(PartnerAnswered)
def on_partner_answered(fact: PartnerAnswered, *, now: datetime) -> None:
    """Tell the lead who joined and who declined."""
    partner = Partner.objects.select_related("organisation").get(pk=fact.partner_id)
    application = Application.objects.get(pk=fact.application_id)
    title = (
        Text(f"{partner.name} a rejoint votre groupement", f"{partner.name} joined your consortium")
        if fact.accepted
        else Text(f"{partner.name} a décliné votre invitation", f"{partner.name} declined your invitation")
    )
    body = Text(f"Candidature {application.reference}.", f"Application {application.reference}.")
    _tell(
        application, [application.lead_id], title=title, body=body, page="consortium",
        key=f"answered-{fact.partner_id}-{fact.accepted}", now=now,
    )  # fmt: skip


@reacts_to(PartnerSignedOff)
def on_partner_signed_off(fact: PartnerSignedOff, *, now: datetime) -> None:
    """Tell the lead that a member validated its part."""
    partner = Partner.objects.select_related("organisation").get(pk=fact.partner_id)
    application = Application.objects.get(pk=fact.application_id)
    stamp = partner.signed_off_at.isoformat() if partner.signed_off_at else ""
    _tell(
        application,
        [application.lead_id],
        title=Text(f"{partner.name} a validé sa partie", f"{partner.name} signed off its part"),
        body=Text(f"Candidature {application.reference}.", f"Application {application.reference}."),
        page="consortium",
        key=f"signed-{fact.partner_id}-{stamp}",
        now=now,
    )


@reacts_to(PiecesAsked)
def on_pieces_asked(fact: PiecesAsked, *, now: datetime) -> None:
    """Tell every member that the file must be completed, and until when."""
    application = Application.objects.get(pk=fact.application_id)
    _tell(
        application,
        _organisations(application),
        title=Text(
            f"Des pièces sont demandées pour {application.reference}",
            f"Documents are asked for {application.reference}",
        ),
        body=Text(
            "L’équipe du plan demande de compléter le dossier. La page dit quoi, et jusqu’à quand.",
            "The plan’s team asks you to complete the file. The page says what, and until when.",
        ),
        page="application",
        key=f"pieces-{fact.request_id}",
        now=now,
    )


@reacts_to(ApplicationWithdrawn)
def on_application_withdrawn(fact: ApplicationWithdrawn, *, now: datetime) -> None:
    """Tell every member that the lead withdrew."""
    application = Application.objects.get(pk=fact.application_id)
    _tell(
        application,
        _organisations(application),
        title=Text(
            f"La candidature {application.reference} est retirée", f"Application {application.reference} was withdrawn"
        ),
        body=Text("Le dossier reste lisible.", "The file stays readable."),
        page="application",
        key=f"withdrawn-{fact.application_id}",
        now=now,
    )


@reacts_to(AccountErased)
def forget_erased_account(fact: AccountErased, *, now: datetime) -> None:
    """Forget who asked questions. What was deposited, validated or invited is proof: it keeps an identifier that names
    nobody any more (public accounts, RGPD article 17, 3, b and d).
    """
    forget_author(account_id=fact.account_id, by=PLATFORM, now=now)


@reacts_to(ApplicationRedirected)
def on_application_redirected(fact: ApplicationRedirected, *, now: datetime) -> None:
    """Tell every member that a linked application is open in another call."""
    application = Application.objects.get(pk=fact.new_application_id)
    _tell(
        application,
        _organisations(application),
        title=Text(
            f"Votre projet est réorienté : {application.reference}",
            f"Your project is redirected: {application.reference}",
        ),
        body=Text(
            "Un nouveau dossier, lié au premier, reprend ce que les deux appels demandent. Complétez-le et validez-le.",
            "A new file, linked to the first one, carries over what both calls ask for. Complete it and sign it off.",
        ),
        page="application",
        key=f"redirected-{fact.new_application_id}",
        now=now,
    )


def _organisations(application: Application) -> list[uuid.UUID]:
    members = application.partners.active().filter(organisation__isnull=False)
    return [each for each in members.values_list("organisation_id", flat=True) if each is not None]


def _tell(
    application: Application,
    organisation_ids: Iterable[uuid.UUID],
    *,
    title: Text,
    body: Text,
    page: str,
    key: str,
    now: datetime,
) -> None:
    day = day_of(now)
    account_ids = {each for found in organisation_ids for each in account_ids_of_organisation(found, day=day)}
    address = reverse(f"calls:{page}", args=[application.pk])
    notify(
        account_ids=account_ids,
        topic=TOPIC,
        title=title,
        body=body,
        address=address,
        dedupe_key=f"calls-{key}",
        now=now,
    )
