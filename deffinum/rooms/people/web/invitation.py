"""What the link of an invitation opens: each case has its own page, and nothing is ever lost."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.rooms.people.commands.answer_invitation import accept_invitation, decline_invitation
from deffinum.rooms.people.queries.invitation_by_secret import InvitationFace, invitation_by_secret

STATUS = {InvitationFace.EXPIRED: 410, InvitationFace.REVOKED: 410, InvitationFace.FOREIGN: 403}


@never_cache
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """GET shows the invitation; POST `answer=accept` or `answer=decline` answers it."""
    actor, now = actor_of(request), now_of(request)
    found = invitation_by_secret(secret, actor=actor, now=now)
    if found is None:
        return render(request, "people/invitation_unknown.html", status=404)
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "decline":
                decline_invitation(secret_digest=found.secret_digest, by=actor, now=now)
                messages.success(request, _("L’invitation est déclinée. La personne qui vous a invité est prévenue."))
                return redirect("people:invitation", secret=secret)
            organisation_id = accept_invitation(secret_digest=found.secret_digest, by=actor, now=now)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("people:invitation", secret=secret)
        messages.success(
            request, _("Vous pouvez maintenant agir pour « %(name)s ».") % {"name": found.organisation_name}
        )
        return redirect("people:organisation_page", organisation_id=organisation_id)
    context = {"invitation": found}
    return render(request, "people/invitation.html", context, status=STATUS.get(found.face, 200))
