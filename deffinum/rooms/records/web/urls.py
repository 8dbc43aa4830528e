"""Addresses of the records room."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.records.web import (
    cmi5_fetch,
    consents,
    course_files,
    course_page,
    courses,
    devices,
    figures,
    forwardings,
    learners,
    pair_device,
    progress,
    record_keys,
    registration_page,
    retention,
)
from deffinum.rooms.records.web.xapi.urls import urlpatterns as store_addresses

app_name = "records"
urlpatterns = [
    *store_addresses,
    path("organisations/<uuid:organisation_id>/traces/", record_keys.page, name="record_keys"),
    path("organisations/<uuid:organisation_id>/traces/cles/nouvelle/", record_keys.make, name="make_key"),
    path("organisations/<uuid:organisation_id>/traces/duree/", retention.page, name="retention"),
    path("traces/cles/<uuid:key_id>/fermer/", record_keys.close, name="close_key"),
    path("organisations/<uuid:organisation_id>/traces/transmissions/", forwardings.page, name="forwardings"),
    path(
        "organisations/<uuid:organisation_id>/traces/transmissions/nouvelle/", forwardings.add, name="open_forwarding"
    ),
    path("traces/transmissions/<uuid:forwarding_id>/", forwardings.one, name="forwarding"),
    path("traces/transmissions/<uuid:forwarding_id>/pause/", forwardings.pause, name="pause_forwarding"),
    path("traces/transmissions/<uuid:forwarding_id>/reprise/", forwardings.resume, name="resume_forwarding"),
    path("traces/transmissions/<uuid:forwarding_id>/renvoi/", forwardings.send_again, name="send_refused_again"),
    path("traces/transmissions/<uuid:forwarding_id>/clore/", forwardings.close, name="close_forwarding"),
    path("organisations/<uuid:organisation_id>/traces/apprenants/", learners.page, name="learners"),
    path("organisations/<uuid:organisation_id>/traces/apprenants/nouveau/", learners.enrol, name="enrol_learner"),
    path("traces/apprenants/<uuid:learner_id>/exporter/", learners.export, name="export_learner"),
    path("traces/apprenants/<uuid:learner_id>/accords/", consents.page, name="consents"),
    path("traces/apprenants/<uuid:learner_id>/effacer/", learners.erase, name="erase_learner"),
    path("appareils/jumelage/", pair_device.for_headsets, name="for_headsets"),
    path("appareils/jumelage/<uuid:pairing_id>/", pair_device.pairing, name="pairing"),
    path("appareils/jumelage/<uuid:pairing_id>/etat/", pair_device.state, name="pairing_state"),
    path("appareils/<uuid:device_id>/revoquer/", devices.revoke, name="revoke_device"),
    path("organisations/<uuid:organisation_id>/appareils/", devices.page, name="devices"),
    path("organisations/<uuid:organisation_id>/appareils/jumeler/", pair_device.for_trainer, name="pair_device"),
    path("apprenants/<uuid:learner_id>/appareils/", devices.mine, name="my_devices"),
    path("apprenants/<uuid:learner_id>/appareils/jumeler/", pair_device.for_learner, name="pair_my_device"),
    path("organisations/<uuid:organisation_id>/progression/", figures.page, name="figures"),
    path("organisations/<uuid:organisation_id>/progression.csv", figures.file, name="figures_file"),
    path("organisations/<uuid:organisation_id>/tendance.csv", figures.trend_file, name="trend_file"),
    path(
        "organisations/<uuid:organisation_id>/progression/<uuid:resource_key>/",
        figures.resource,
        name="resource_figures",
    ),
    path(
        "organisations/<uuid:organisation_id>/progression/<uuid:resource_key>/etapes.csv",
        figures.resource_file,
        name="resource_figures_file",
    ),
    path(
        "organisations/<uuid:organisation_id>/progression/<uuid:resource_key>/tendance.csv",
        figures.resource_trend_file,
        name="resource_trend_file",
    ),
    path(
        "organisations/<uuid:organisation_id>/progression/<uuid:resource_key>/detail.csv",
        figures.facets_file,
        name="resource_facets_file",
    ),
    path(
        "organisations/<uuid:organisation_id>/progression/<uuid:resource_key>/apprenants/",
        progress.learners,
        name="resource_learners",
    ),
    path(
        "organisations/<uuid:organisation_id>/progression/<uuid:resource_key>/apprenants.csv",
        progress.learners_file,
        name="resource_learners_file",
    ),
    path("traces/apprenants/<uuid:learner_id>/progression/", progress.learner, name="learner_progress"),
    path("traces/apprenants/<uuid:learner_id>/progression.csv", progress.learner_file, name="learner_progress_file"),
    path("mon-espace/progression/", progress.mine, name="my_progress"),
    path("mon-espace/progression.csv", progress.my_file, name="my_progress_file"),
    path("traces/sessions/<uuid:session_id>/clore/", registration_page.close_session, name="close_session"),
    path("cmi5/fetch/<str:token>", cmi5_fetch.page, name="cmi5_fetch"),
    path("traces/organismes/<uuid:organisation_id>/cours/", courses.page, name="courses"),
    path("traces/organismes/<uuid:organisation_id>/cours/importer/", courses.add, name="import_course"),
    path("traces/cours/<uuid:course_id>/", course_page.page, name="course"),
    path("traces/cours/<uuid:course_id>/cmi5.xml", course_files.structure, name="course_structure"),
    path("traces/cours/<uuid:course_id>/paquet/", course_files.package, name="course_package"),
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
