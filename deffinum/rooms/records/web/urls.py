"""Addresses of the records room."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.records.web import cmi5_fetch, course_page, courses, registration_page
from deffinum.rooms.records.web.xapi import documents, lookups, statements

app_name = "records"
urlpatterns = [
    path("xapi/statements", statements.page, name="statements"),
    path("xapi/activities/state", documents.state, name="state"),
    path("xapi/activities/profile", documents.activity_profile, name="activity_profile"),
    path("xapi/agents/profile", documents.agent_profile, name="agent_profile"),
    path("xapi/activities", lookups.activities, name="activities"),
    path("xapi/agents", lookups.agents, name="agents"),
    path("xapi/about", lookups.about, name="about"),
    path("cmi5/fetch/<str:token>", cmi5_fetch.page, name="cmi5_fetch"),
    path("traces/organismes/<uuid:organisation_id>/cours/", courses.page, name="courses"),
    path("traces/organismes/<uuid:organisation_id>/cours/importer/", courses.add, name="import_course"),
    path("traces/cours/<uuid:course_id>/", course_page.page, name="course"),
    path("traces/inscriptions/<uuid:registration_id>/", registration_page.page, name="registration"),
    path(
        "traces/inscriptions/<uuid:registration_id>/unites/<uuid:unit_id>/lancer/",
        registration_page.launch,
        name="launch_unit",
    ),
    path(
        "traces/inscriptions/<uuid:registration_id>/unites/<uuid:unit_id>/dispenser/",
        registration_page.waive,
        name="waive_unit",
    ),
]
