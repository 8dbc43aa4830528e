"""Open a linked application in another call (PRODUCT rule 4: 12 of the 62 real winners were redirected)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.events import ApplicationRedirected
from deffinum.rooms.calls.models import (
    Answer,
    AnswerRevision,
    Application,
    Attachment,
    BudgetLine,
    Call,
    CallVersion,
    FundingLine,
    LateException,
    Partner,
)
from deffinum.rooms.calls.policies.after_deposit import may_redirect, may_redirect_to
from deffinum.rooms.calls.queries.application_rows import ApplicationRows, application_rows
from deffinum.rooms.calls.queries.pinned_rules import configuration_of, definition_of
from deffinum.rooms.calls.words import ApplicationState, PartnerState


class RedirectionRefused(DomainError):
    """The other call is the same one, has no rules, or the file was redirected there before."""

    status: ClassVar[int] = 409


@command("calls.redirect_application")
def redirect_application(
    *,
    application_id: uuid.UUID,
    call_id: uuid.UUID,
    reason: str,
    until: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Application:
    """Create a draft in the other call, linked to this one, with what both calls ask for.

    It goes to the other call's wave that closes last; `until`, when a person gives it, is a named exception for a wave
    that is not open. Members, answers, amounts and pieces whose keys exist there are copied; the first application
    keeps its history. Raises Refused, RedirectionRefused.
    """
    application = Application.objects.locked().get(pk=application_id)
    may_redirect(by, application, now=now).require()
    call = Call.objects.select_related("current_version").get(pk=call_id)
    target = may_redirect_to(by, application, call, now=now)
    if not target or call.current_version is None:
        raise RedirectionRefused(target.reason)
    known = application.redirections.filter(call=call).first()
    if known is not None:
        raise RedirectionRefused(
            _("Cette candidature est déjà réorientée vers cet appel, sous la référence %(reference)s.")
            % {"reference": known.reference}
        )
    new = _linked(application, call, call.current_version, by=by, now=now)
    _copy(application_rows(application_id), new, by=by, now=now)
    if until is not None and by.account_id is not None:
        LateException.objects.create(
            application=new, until=until, reason=reason, granted_by=by.account_id, granted_at=now
        )
    events.publish(ApplicationRedirected(application_id=application_id, new_application_id=new.pk))
    return new


def _linked(application: Application, call: Call, version: CallVersion, *, by: Actor, now: datetime) -> Application:
    wave = call.waves.order_by("-closes_at").first()
    return Application.objects.create(
        reference=Application.objects.next_reference(call),
        call=call,
        call_version=version,
        wave=wave,
        title=application.title,
        acronym=application.acronym,
        months=application.months,
        scope=application.scope,
        region_code=application.region_code,
        state=ApplicationState.DRAFT,
        lead=application.lead,
        base_cents=application.base_cents,
        aid_cents=application.aid_cents,
        created_by=by.account_id,
        created_at=now,
        redirected_from=application,
        is_historical=application.is_historical,
        is_sample=application.is_sample,
    )


def _copy(rows: ApplicationRows, new: Application, *, by: Actor, now: datetime) -> None:
    """Copy what the other call knows, under the same keys. Every member must validate its part again."""
    partners = {}
    for rank, each in enumerate(rows.members, 1):
        partners[each.pk] = Partner.objects.create(
            application=new, organisation=each.organisation, role=each.role, state=PartnerState.JOINED, rank=rank,
            joined_at=now,
        )  # fmt: skip
    definition, configuration = definition_of(new), configuration_of(new)
    for answer in rows.answers:
        section = definition.section_of.get(answer.field_key)
        owner = partners.get(answer.partner_id) if answer.partner_id else None
        same_field = (
            section is not None
            and definition.fields[answer.field_key].type == rows.definition.fields[answer.field_key].type
        )
        if section is None or not same_field or section.per_partner != (owner is not None):
            continue
        copied = Answer.objects.create(
            application=new, partner=owner, field_key=answer.field_key, value=answer.value, saved_by=by.account_id,
            saved_at=now,
        )  # fmt: skip
        AnswerRevision.objects.create(
            answer=copied, version=1, value=answer.value, saved_by=by.account_id, saved_at=now
        )
    _copy_money(rows, new, partners, {each.key for each in configuration.categories}, by=by, now=now)
    pieces = {(each.key, each.per_partner) for each in configuration.pieces}
    for attachment in rows.attachments:
        owner = partners.get(attachment.partner_id) if attachment.partner_id else None
        if (attachment.piece_key, attachment.partner_id is not None) in pieces and (
            owner is not None or attachment.partner_id is None
        ):
            Attachment.objects.create(
                application=new, partner=owner, piece_key=attachment.piece_key, file_id=attachment.file_id,
                added_by=by.account_id, added_at=now,
            )  # fmt: skip


def _copy_money(
    rows: ApplicationRows,
    new: Application,
    partners: dict[uuid.UUID, Partner],
    categories: set[str],
    *,
    by: Actor,
    now: datetime,
) -> None:
    BudgetLine.objects.bulk_create(
        BudgetLine(
            application=new, partner=partners[each.partner_id], category_key=each.category_key, year=each.year,
            amount_cents=each.amount_cents, saved_by=by.account_id, saved_at=now,
        )
        for each in rows.budget_lines
        if each.category_key in categories and each.partner_id in partners
    )  # fmt: skip
    FundingLine.objects.bulk_create(
        FundingLine(
            application=new, partner=partners[each.partner_id], kind=each.kind, label=each.label,
            amount_cents=each.amount_cents, saved_by=by.account_id, saved_at=now,
        )
        for each in rows.funding_lines
        if each.partner_id in partners
    )  # fmt: skip
    if not new.is_historical:
        new.keep_totals()
