"""Find axes, levers and figures by their words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import Actor
from deffinum.foundation.search import PublicPage, SearchHit, folded, found_in
from deffinum.foundation.values import Text
from deffinum.rooms.plan.models import EnvelopeLine, Figure, Lever


def search_plan(text: str, *, actor: Actor, limit: int = 20) -> tuple[SearchHit, ...]:
    """Levers first, then money, then figures. Everything of the plan is public: the actor changes nothing."""
    words = folded(text)
    hits: list[SearchHit] = []
    for lever in Lever.objects.select_related("axis"):
        title, summary = Text.read(lever.title), Text.read(lever.summary)
        if found_in(words, title, summary, Text.read(lever.axis.title) if lever.axis else ""):
            hits.append(SearchHit(_("Levier du plan"), title, "plan:lever", {"slug": lever.slug}, summary))
    for line in EnvelopeLine.objects.all():
        title = Text.read(line.title)
        if found_in(words, title):
            hits.append(SearchHit(_("Argent du plan"), title, "plan:plan", anchor=f"ligne-{line.slug}"))
    shown: set[str] = set()
    for figure in Figure.objects.all():
        label = Text.read(figure.label)
        if figure.key not in shown and found_in(words, label):
            shown.add(figure.key)
            hits.append(SearchHit(_("Chiffre du plan"), label, "plan:plan", anchor=f"chiffre-{figure.key}"))
    return tuple(hits[:limit])


def public_pages_plan() -> tuple[PublicPage, ...]:
    """The plan's page and the page of each lever."""
    levers = Lever.objects.order_by("rank", "slug").values_list("slug", flat=True)
    return (PublicPage("plan:plan"), *(PublicPage("plan:lever", {"slug": slug}) for slug in levers))
