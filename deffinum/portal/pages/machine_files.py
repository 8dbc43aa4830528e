"""Files that machines look for at fixed addresses."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape

from deffinum.design.formats import machine_instant
from deffinum.design.requests import now_of
from deffinum.portal.public_pages import public_addresses

PRIVATE = ("/comptes/", "/instruction/", "/mon-espace/", "/recherche/")


def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`: everything public may be read; work pages and searches are not for indexes."""
    lines = ["User-agent: *", *[f"Disallow: {address}" for address in PRIVATE]]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('portal:sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap(request: HttpRequest) -> HttpResponse:
    """`/sitemap.xml`: the addresses of the public pages."""
    entries = "".join(f"<url><loc>{escape(settings.SITE_URL + each)}</loc></url>" for each in public_addresses())
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>\n'
    )
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


def security(request: HttpRequest) -> HttpResponse:
    """`/.well-known/security.txt` (RFC 9116): where to report a weakness; expires in six months."""
    expires = machine_instant(now_of(request).replace(microsecond=0) + timedelta(days=180))
    lines = [
        f"Contact: {settings.SITE_URL}{reverse('portal:help')}#signaler",
        f"Expires: {expires}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.SITE_URL}{reverse('portal:security')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponse:
    """`/favicon.ico`: our drawing, as SVG."""
    return HttpResponsePermanentRedirect(static("design/images/mark.svg"))
