"""Addresses of the look: appearance, language, previews of the components."""

from __future__ import annotations

from django.urls import path

from deffinum.design.appearance import appearance, set_language

app_name = "design"

urlpatterns = [
    path("apparence/", appearance, name="appearance"),
    path("langue/", set_language, name="set_language"),
]
