"""Addresses of the pages over several rooms."""

from __future__ import annotations

from django.urls import path

from deffinum.portal.pages import desk, health, help_pages, home, machine_files, my_space, search

app_name = "portal"

urlpatterns = [
    path("", home.page, name="home"),
    path("recherche/", search.page, name="search"),
    path("mon-espace/", my_space.page, name="my_space"),
    path("instruction/", desk.page, name="desk"),
    path("aide/", help_pages.page, name="help"),
    path("aide/accessibilite/", help_pages.accessibility, name="accessibility"),
    path("aide/mentions-legales/", help_pages.legal, name="legal"),
    path("aide/donnees-personnelles/", help_pages.personal_data, name="personal_data"),
    path("aide/glossaire/", help_pages.glossary, name="glossary"),
    path("aide/api/", help_pages.api_docs, name="api_docs"),
    path("sante/", health.page, name="health"),
    path("robots.txt", machine_files.robots, name="robots"),
    path("sitemap.xml", machine_files.sitemap, name="sitemap"),
    path(".well-known/security.txt", machine_files.security, name="security"),
    path("favicon.ico", machine_files.favicon, name="favicon"),
]
