"""`/xapi/profils/immersif`: our xAPI profile of 360° photos and 3D objects, for machines."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from deffinum.rooms.commons.queries.immersive_profile import immersive_profile


def page(request: HttpRequest) -> HttpResponse:
    """JSON-LD, open to all, from any origin."""
    response = JsonResponse(
        immersive_profile(settings.SITE_URL), content_type="application/ld+json", json_dumps_params={"indent": 2}
    )
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=3600"
    return response
