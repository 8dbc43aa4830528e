"""`/appels/flux.atom`: calls and their notices, for feed readers."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from deffinum.design.requests import now_of
from deffinum.rooms.calls.queries.call_news import call_news


def file(request: HttpRequest) -> HttpResponse:
    """The last fifty news of public calls, newest first."""
    feed = Atom1Feed(
        title=_("Deffinum : appels à projets"),
        link=f"{settings.SITE_URL}{reverse('calls:calls')}",
        description=_("Ouvertures, versions et avis des appels à projets du plan."),
        language=get_language() or "fr",
        feed_url=f"{settings.SITE_URL}{reverse('calls:feed')}",
        feed_guid=f"{settings.SITE_URL}{reverse('calls:feed')}",
    )
    for each in call_news(now=now_of(request)):
        address = f"{settings.SITE_URL}{reverse('calls:call', args=[each.call_slug])}"
        title = f"{each.call_title} : {each.title}" if each.is_notice else str(each.title)
        feed.add_item(
            title=title,
            link=f"{address}#avis-{each.id}" if each.is_notice else address,
            unique_id=f"urn:uuid:{each.id}",
            description=str(each.body),
            pubdate=each.instant,
            updateddate=each.instant,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
