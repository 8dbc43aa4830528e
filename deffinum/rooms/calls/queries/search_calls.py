"""Calls in the platform's search."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import Actor
from deffinum.foundation.search import SearchHit, folded, found_in
from deffinum.foundation.values import Text
from deffinum.rooms.calls.models import Question
from deffinum.rooms.calls.policies.call import visible_calls
from deffinum.rooms.calls.words import QuestionState


def search_calls(text: str, *, actor: Actor, limit: int) -> tuple[SearchHit, ...]:
    """Calls, then answered questions, whose words hold every word of the search (two queries)."""
    words = folded(text)
    if not words:
        return ()
    calls = list(visible_calls(actor).select_related("owner"))
    hits = [
        SearchHit(
            kind=_("Appel à projets"),
            title=Text.read(call.title),
            url_name="calls:call",
            url_arguments={"slug": call.slug},
            summary=Text.read(call.summary),
        )
        for call in calls
        if found_in(words, Text.read(call.title), Text.read(call.summary), call.owner.name)
    ]
    answered = Question.objects.filter(call__in=[call.pk for call in calls], state=QuestionState.PUBLISHED)
    for row in answered.select_related("call").order_by("-answered_at", "id"):
        question = row.public_text or row.text
        if found_in(words, question, Text.read(row.answer)):
            hits.append(
                SearchHit(
                    kind=_("Question et réponse"),
                    title=question,
                    url_name="calls:questions",
                    url_arguments={"slug": row.call.slug},
                    summary=Text.read(row.answer),
                    anchor=f"question-{row.pk}",
                )
            )
    return tuple(hits[:limit])
