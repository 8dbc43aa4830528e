"""The register for machines: SCDL `subventions`, 360Giving, Atom. The same query as the page, the same filters."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from deffinum.design.formats import money_text
from deffinum.rooms.grants.queries.giving_package import giving_package
from deffinum.rooms.grants.queries.register import RegisterAward, published_awards, read_awards
from deffinum.rooms.grants.queries.scdl_subventions import scdl_csv
from deffinum.rooms.grants.web.register import filters_of

FEED_LENGTH = 50


def subventions_csv(request: HttpRequest) -> HttpResponse:
    """`/registre/subventions.csv`: SCDL 2.1.1, UTF-8, one row a beneficiary."""
    text = scdl_csv(read_awards(published_awards(filters_of(request.GET))))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="subventions.csv"'
    return response


def giving_json(request: HttpRequest) -> HttpResponse:
    """`/registre/360giving.json`: a 360Giving package."""
    awards = read_awards(published_awards(filters_of(request.GET)))
    text = giving_package(awards, address_of={each.reference: _address(each) for each in awards})
    return HttpResponse(text, content_type="application/json; charset=utf-8")


def feed(request: HttpRequest) -> HttpResponse:
    """`/registre/flux.atom`: the last fifty awards."""
    address = f"{settings.SITE_URL}{reverse('grants:register_feed')}"
    written = Atom1Feed(
        title=_("Deffinum : aides attribuées"),
        link=f"{settings.SITE_URL}{reverse('grants:register')}",
        description=_("Les aides publiées au registre du plan."),
        language=get_language() or "fr",
        feed_url=address,
        feed_guid=address,
    )
    for each in read_awards(published_awards(filters_of(request.GET))[:FEED_LENGTH]):
        instant = each.published_at or datetime.combine(each.awarded_on, time.min, tzinfo=UTC)
        amount = money_text(each.aid) if each.aid is not None else _("montant non publié")
        lead = each.lead
        written.add_item(
            title=each.name,
            link=_address(each),
            unique_id=f"urn:uuid:{each.id}",
            description=f"{lead.name if lead else ''} · {amount} · {each.call_title}",
            pubdate=datetime.combine(each.awarded_on, time.min, tzinfo=UTC),
            updateddate=instant,
        )
    return HttpResponse(written.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _address(award: RegisterAward) -> str:
    return f"{settings.SITE_URL}{reverse('grants:award', args=[award.reference])}"
