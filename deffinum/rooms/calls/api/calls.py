"""Calls in the typed API: the same queries as the pages. Money in cents, rates in basis points, instants in UTC."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Schema

from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.values import Text
from deffinum.rooms.calls.api.router import router
from deffinum.rooms.calls.queries.call_configuration import PrecheckQuestion
from deffinum.rooms.calls.queries.call_page import CallPage, call_page
from deffinum.rooms.calls.queries.open_calls import CallCard, call_cards
from deffinum.rooms.calls.queries.questions import published_questions
from deffinum.rooms.calls.queries.wave_status import WaveTimes
from deffinum.rooms.calls.words import CallTiming


class TextOut(Schema):
    """A sentence in the two languages."""

    fr: str
    en: str


class WaveOut(Schema):
    """A wave; `status` is coming, open, grace or closed at the instant of the request."""

    number: int
    status: str
    opens_at: datetime
    closes_at: datetime
    zone: str
    grace_seconds: int
    results_days: int | None


class CallOut(Schema):
    """A call in a list; `timing` is open, coming, closed or record (calendar not known)."""

    slug: str
    title: TextOut
    summary: TextOut
    owner: str
    timing: str
    region_code: str
    is_sample: bool
    wave: WaveOut | None


class CriterionOut(Schema):
    """A selection criterion."""

    key: str
    label: TextOut
    weight_basis_points: int


class PieceOut(Schema):
    """A document to attach."""

    key: str
    label: TextOut
    required: bool
    per_partner: bool


class PrecheckQuestionOut(Schema):
    """A question of the pre-check; `kind` is money (cents), integer, yes_no or choice."""

    key: str
    kind: str
    text: TextOut
    choices: list[str]


class CallDetailOut(CallOut):
    """A call in its version in force."""

    version: int
    published_at: datetime
    who: TextOut
    what: TextOut
    how_much: TextOut
    minimum_base_cents: int | None
    maximum_aid_cents: int | None
    maximum_rate_basis_points: int | None
    maximum_months: int | None
    minimum_partners: int
    rules: list[TextOut]
    criteria: list[CriterionOut]
    pieces: list[PieceOut]
    precheck: list[PrecheckQuestionOut]
    caveats: dict[str, TextOut]
    waves: list[WaveOut]


class QuestionOut(Schema):
    """A published question and its answer, without its author."""

    id: uuid.UUID
    text: str
    answer: TextOut
    answered_at: datetime


@router.get("", response=list[CallOut], summary=_("Les appels publiés"))
def list_calls(
    request: HttpRequest, timing: CallTiming | None = None, region: str = "", q: str = ""
) -> list[dict[str, Any]]:
    """Public calls, open ones first."""
    found = call_cards(actor=actor_of(request), now=now_of(request), timing=timing or "", region_code=region, words=q)
    return [_card(each) for each in found]


@router.get("/{slug}", response=CallDetailOut, summary=_("Un appel"))
def read_call(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One call in its version in force."""
    call = readable(request, slug)
    limits = call.configuration
    return {
        **_card(call.card),
        "version": call.version,
        "published_at": call.published_at,
        "who": text_of(limits.who),
        "what": text_of(limits.what),
        "how_much": text_of(limits.how_much),
        "minimum_base_cents": limits.minimum_base.cents if limits.minimum_base else None,
        "maximum_aid_cents": limits.maximum_aid.cents if limits.maximum_aid else None,
        "maximum_rate_basis_points": limits.maximum_rate.basis_points if limits.maximum_rate else None,
        "maximum_months": limits.maximum_months,
        "minimum_partners": limits.minimum_partners,
        "rules": [text_of(each.label) for each in call.rules],
        "criteria": [
            {"key": each.key, "label": text_of(each.label), "weight_basis_points": each.weight.basis_points}
            for each in limits.criteria
        ],
        "pieces": [
            {"key": each.key, "label": text_of(each.label), "required": each.required, "per_partner": each.per_partner}
            for each in limits.pieces
        ],
        "precheck": [_question(each) for each in limits.precheck],
        "caveats": {part: text_of(words) for part, words in limits.caveats.items()},
        "waves": [_wave(each) for each in call.waves],
    }


@router.get("/{slug}/questions", response=list[QuestionOut], summary=_("Questions et réponses d’un appel"))
def list_questions(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """Answered questions, newest first."""
    call = readable(request, slug)
    return [
        {"id": each.id, "text": each.text, "answer": text_of(each.answer), "answered_at": each.answered_at}
        for each in published_questions(call.card.id)
    ]


def readable(request: HttpRequest, slug: str) -> CallPage:
    """The call that the caller may read. Raises Http404."""
    call = call_page(slug, actor=actor_of(request), now=now_of(request))
    if call is None:
        raise Http404
    return call


def text_of(text: Text) -> dict[str, str]:
    """A text in the shape of `TextOut`; the French when there is no English."""
    return {"fr": text.fr, "en": text.in_language("en")}


def _wave(wave: WaveTimes) -> dict[str, Any]:
    return {
        "number": wave.number,
        "status": wave.status.value,
        "opens_at": wave.opens_at,
        "closes_at": wave.closes_at,
        "zone": wave.zone,
        "grace_seconds": int(wave.grace.total_seconds()),
        "results_days": wave.results_days,
    }


def _card(card: CallCard) -> dict[str, Any]:
    return {
        "slug": card.slug,
        "title": text_of(card.title),
        "summary": text_of(card.summary),
        "owner": card.owner,
        "timing": card.timing.value,
        "region_code": card.region_code,
        "is_sample": card.is_sample,
        "wave": _wave(card.wave) if card.wave else None,
    }


def _question(question: PrecheckQuestion) -> dict[str, Any]:
    choices = [key for key, _label in question.choices]
    return {"key": question.key, "kind": question.kind, "text": text_of(question.text), "choices": choices}
