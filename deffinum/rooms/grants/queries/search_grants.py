"""Find awards by their words, and the pages of the register that anyone may read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import Actor
from deffinum.foundation.search import PublicPage, SearchHit, folded
from deffinum.rooms.grants.models import Award


def search_grants(text: str, *, actor: Actor, limit: int = 20) -> tuple[SearchHit, ...]:
    """Awards of the public register (one query); the actor changes nothing."""
    if not folded(text):
        return ()
    rows = Award.objects.published().with_words(text)[:limit]
    return tuple(
        SearchHit(
            _("Aide attribuée"),
            f"{each.acronym} — {each.title}" if each.acronym and each.acronym != each.title else each.title,
            "grants:award",
            {"reference": each.reference},
        )
        for each in rows
    )


def public_pages_grants() -> tuple[PublicPage, ...]:
    """The register and the page of each award."""
    references = Award.objects.published().values_list("reference", flat=True)
    return (
        PublicPage("grants:register"),
        *(PublicPage("grants:award", {"reference": each}) for each in references),
    )
