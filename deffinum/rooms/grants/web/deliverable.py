"""`/livrables/<id>/`: hand in a deliverable; and read its file."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.file_answer import file_answer
from deffinum.design.forms import AccessibleForm, FileField
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.foundation.files.receive_upload import received_upload
from deffinum.foundation.files.words import DOCUMENTS, ZIP, endings_text, size_text
from deffinum.foundation.policies import Refused
from deffinum.rooms.grants.commands.hand_in_deliverable import hand_in_deliverable
from deffinum.rooms.grants.models import Deliverable
from deffinum.rooms.grants.policies import may_hand_in, may_read_agreement, visible_agreements

ACCEPTED = DOCUMENTS | {ZIP}
MAX_BYTES = 50_000_000


class HandInForm(AccessibleForm):
    """One file."""

    file = FileField(label=gettext_lazy("Le livrable"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("%(endings)s, %(size)s au plus.") % {
            "endings": endings_text(ACCEPTED),
            "size": size_text(MAX_BYTES),
        }


def readable_deliverable(request: HttpRequest, deliverable_id: uuid.UUID) -> Deliverable:
    """Raises Http404 when the actor may not read its agreement."""
    rows = Deliverable.objects.with_award().filter(agreement__in=visible_agreements(actor_of(request)))
    found: Deliverable = get_object_or_404(rows, pk=deliverable_id)
    return found


@login_required
def page(request: HttpRequest, deliverable_id: uuid.UUID) -> HttpResponse:
    """GET asks for the file; POST keeps it. The right is checked before a byte is kept."""
    row = readable_deliverable(request, deliverable_id)
    actor, now = actor_of(request), now_of(request)
    may_hand_in(actor, row, now=now).require()
    form = HandInForm(request.POST, request.FILES) if request.method == "POST" else HandInForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            with received_upload(
                upload, declared_name=upload.name, allowed=ACCEPTED, max_bytes=MAX_BYTES, declared_length=upload.size
            ) as received:
                hand_in_deliverable(deliverable_id=row.pk, received=received, by=actor, now=now)
        except Refused:
            raise
        except DomainError as error:
            error.field = error.field or "file"
            form.add_domain_error(error)
        else:
            messages.success(
                request, _("« %(title)s » est remis : l’équipe du plan va l’examiner.") % {"title": row.title}
            )
            return redirect("grants:agreement", agreement_id=row.agreement_id)
    back = reverse("grants:agreement", args=[row.agreement_id])
    return render(
        request,
        "grants/hand_in.html",
        {
            "crumbs": [Crumb(_("Accueil"), "/"), Crumb(row.agreement.reference, back), Crumb(row.title)],
            "deliverable": row,
            "form": form,
            "back_url": back,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@login_required
def file(request: HttpRequest, deliverable_id: uuid.UUID) -> StreamingHttpResponse:
    """The file handed in, for the parties and the officers."""
    row = readable_deliverable(request, deliverable_id)
    may_read_agreement(actor_of(request), row.agreement, now=now_of(request)).require()
    if row.file is None:
        raise Http404
    return file_answer(row.file)
