"""Addresses of the records room."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.records.web import consents, learners, record_keys, retention
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
    path("organisations/<uuid:organisation_id>/traces/", record_keys.page, name="record_keys"),
    path("organisations/<uuid:organisation_id>/traces/cles/nouvelle/", record_keys.make, name="make_key"),
    path("organisations/<uuid:organisation_id>/traces/duree/", retention.page, name="retention"),
    path("traces/cles/<uuid:key_id>/fermer/", record_keys.close, name="close_key"),
    path("organisations/<uuid:organisation_id>/traces/apprenants/", learners.page, name="learners"),
    path("organisations/<uuid:organisation_id>/traces/apprenants/nouveau/", learners.enrol, name="enrol_learner"),
    path("traces/apprenants/<uuid:learner_id>/exporter/", learners.export, name="export_learner"),
    path("traces/apprenants/<uuid:learner_id>/accords/", consents.page, name="consents"),
    path("traces/apprenants/<uuid:learner_id>/effacer/", learners.erase, name="erase_learner"),
]
