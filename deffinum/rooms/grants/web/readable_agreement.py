"""The agreement that a page is about: 404 when unknown or not theirs, whoever asks."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from deffinum.design.requests import actor_of
from deffinum.rooms.grants.models import Agreement
from deffinum.rooms.grants.policies import visible_agreements


def readable_agreement(request: HttpRequest, agreement_id: uuid.UUID) -> Agreement:
    """Raises Http404."""
    rows = visible_agreements(actor_of(request)).with_award().select_related("award__application__call_version")
    found: Agreement = get_object_or_404(rows, pk=agreement_id)
    return found
