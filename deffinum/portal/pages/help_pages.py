"""Help: where to start, and what the platform says about itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.shapes import Crumb
from deffinum.foundation.policies import Words
from deffinum.portal.api_description import described_routes
from deffinum.portal.glossary import glossary as words
from deffinum.portal.personal_data import holdings


def page(request: HttpRequest) -> HttpResponse:
    """`/aide/`."""
    return render(request, "portal/help.html", {"crumbs": [Crumb(_("Aide"))]})


def accessibility(request: HttpRequest) -> HttpResponse:
    """`/aide/accessibilite/`: what is tested, and that no third party audited it."""
    return render(request, "portal/accessibility.html", {"crumbs": _crumbs(_("Accessibilité"))})


def legal(request: HttpRequest) -> HttpResponse:
    """`/aide/mentions-legales/`."""
    context = {"crumbs": _crumbs(_("Mentions légales")), "site_url": settings.SITE_URL}
    return render(request, "portal/legal.html", context)


def personal_data(request: HttpRequest) -> HttpResponse:
    """`/aide/donnees-personnelles/`, from the declarations beside the models."""
    return render(
        request,
        "portal/personal_data.html",
        {"crumbs": _crumbs(_("Données personnelles")), "holdings": holdings()},
    )


def glossary(request: HttpRequest) -> HttpResponse:
    """`/aide/glossaire/`."""
    return render(request, "portal/glossary.html", {"crumbs": _crumbs(_("Glossaire")), "words": words()})


def api_docs(request: HttpRequest) -> HttpResponse:
    """`/aide/api/`, from the OpenAPI document itself."""
    context = {
        "crumbs": _crumbs(_("API et données ouvertes")),
        "site_url": settings.SITE_URL,
        "groups": described_routes(),
    }
    return render(request, "portal/api_docs.html", context)


def _crumbs(here: Words) -> list[Crumb]:
    return [Crumb(_("Aide"), reverse("portal:help")), Crumb(here)]
