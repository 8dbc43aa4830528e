"""Edit the draft: start, duration, deliverables, expected payments; and read it before sending."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm, DateField
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.pdf.render import render_pdf
from deffinum.foundation.values import Text
from deffinum.rooms.grants.commands.prepare_agreement import LONGEST, DeliverableDraft, prepare_agreement
from deffinum.rooms.grants.models import Agreement, Tranche
from deffinum.rooms.grants.policies import may_prepare_agreement
from deffinum.rooms.grants.queries.agreement_content import agreement_content
from deffinum.rooms.grants.queries.agreement_document import TEMPLATE, agreement_document
from deffinum.rooms.grants.queries.agreement_page import months_between
from deffinum.rooms.grants.queries.schedule import DEFAULT_MONTHS
from deffinum.rooms.grants.web.readable_agreement import readable_agreement
from deffinum.rooms.grants.web.staff.acting import act
from deffinum.rooms.grants.words import TrancheTrigger

BLANK_LINES = 3
"""Empty lines offered for new deliverables."""


class PrepareForm(AccessibleForm):
    """The draft; one pair of fields a deliverable, one date a tranche. A line whose title is emptied is removed."""

    starts_on = DateField(label=gettext_lazy("Début du projet"))
    months = forms.IntegerField(label=gettext_lazy("Durée en mois"), min_value=1, max_value=LONGEST)

    def __init__(self, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(agreement.deliverables.all())
        self.tranches = list(agreement.tranches.all())
        self.fields["starts_on"].initial = agreement.starts_on
        known = months_between(agreement.starts_on, agreement.ends_on) or agreement.award.application.months
        self.fields["months"].initial = known or DEFAULT_MONTHS
        for rank in range(len(self.rows) + BLANK_LINES):
            row = self.rows[rank] if rank < len(self.rows) else None
            title = _("Livrable %(rank)s") % {"rank": rank + 1}
            month = _("Mois du livrable %(rank)s") % {"rank": rank + 1}
            self.fields[f"title_{rank}"] = forms.CharField(
                label=title, max_length=200, required=False, initial=row.title if row else "",
                widget=forms.TextInput({"aria-label": title}),
            )  # fmt: skip
            self.fields[f"month_{rank}"] = forms.IntegerField(
                label=month, min_value=1, max_value=LONGEST, required=False, initial=row.month if row else None,
                widget=forms.NumberInput({"aria-label": month}),
            )  # fmt: skip
        for tranche in self.tranches:
            self.fields[f"expected_{tranche.rank}"] = DateField(
                label=_("Tranche %(rank)s : %(condition)s") % {"rank": tranche.rank, "condition": _condition(tranche)},
                required=False, initial=tranche.expected_on,
            )  # fmt: skip

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        """(title, month) fields, one pair a line."""
        return [(self[f"title_{rank}"], self[f"month_{rank}"]) for rank in range(len(self.rows) + BLANK_LINES)]

    @property
    def payments(self) -> list[Any]:
        """One field a tranche."""
        return [self[f"expected_{each.rank}"] for each in self.tranches]

    def clean(self) -> dict[str, Any]:
        """A deliverable has both its title and its month."""
        words: dict[str, Any] = super().clean() or {}
        for rank in range(len(self.rows) + BLANK_LINES):
            if words.get(f"title_{rank}") and not words.get(f"month_{rank}") and f"month_{rank}" not in self.errors:
                self.add_error(f"month_{rank}", _("Indiquez le mois du projet où ce livrable est attendu."))
        return words

    def drafts(self) -> list[DeliverableDraft]:
        """The lines that have a title."""
        words = self.cleaned_data
        return [
            DeliverableDraft(
                self.rows[rank].pk if rank < len(self.rows) else None, words[f"title_{rank}"], words[f"month_{rank}"]
            )
            for rank in range(len(self.rows) + BLANK_LINES)
            if words.get(f"title_{rank}")
        ]


def _condition(tranche: Tranche) -> str:
    """What makes the tranche payable, in the words of the call."""
    return str(Text.read(tranche.label)) or str(TrancheTrigger(tranche.trigger).label)


@login_required
def page(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """Officers of the call, while it is a draft."""
    row, actor, now = readable_agreement(request, agreement_id), actor_of(request), now_of(request)
    may_prepare_agreement(actor, row, now=now).require()
    form = PrepareForm(row, request.POST or None)

    def run(form: Any) -> None:
        words = form.cleaned_data
        prepare_agreement(
            agreement_id=row.pk, starts_on=words["starts_on"], months=words["months"], deliverables=form.drafts(),
            expected={each.pk: words[f"expected_{each.rank}"] for each in form.tranches}, by=actor, now=now,
        )  # fmt: skip

    return act(
        request,
        row,
        form,
        title=_("Préparer la convention"),
        intro=_("Dates, livrables et versements prévus. Un livrable dont le titre est effacé est retiré."),
        button=_("Enregistrer"),
        done=_("Le projet de convention est enregistré."),
        command=run,
        template="grants/staff/prepare_agreement.html",
    )


@login_required
def preview(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """The PDF as it would be sent, marked as a specimen; nothing is kept."""
    row, actor, now = readable_agreement(request, agreement_id), actor_of(request), now_of(request)
    may_prepare_agreement(actor, row, now=now).require()
    document = agreement_document(agreement_content(row, now=now), "—")
    pdf = render_pdf(
        TEMPLATE, document.data, title=document.title, language=document.language, created_at=now, sample=True,
        author=document.author,
    )  # fmt: skip
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="apercu-{row.reference}.pdf"'
    return response
