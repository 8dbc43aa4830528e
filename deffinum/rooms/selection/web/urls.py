"""Addresses of the selection room."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.selection.web import follow_page, letter_file, lodge_appeal, my_reviews, ranking_page, review_page
from deffinum.rooms.selection.web.staff import (
    appeal_page,
    completeness_page,
    decision_page,
    dossier_page,
    eligibility_page,
    examination_list,
    examination_page,
    hearing_page,
    reviews_page,
)

app_name = "selection"

FILE = "instruction/dossiers/<uuid:application_id>/"

urlpatterns = [
    path("instruction/dossiers/", examination_list.page, name="examinations"),
    path(FILE, examination_page.page, name="examination"),
    path(f"{FILE}dossier/", dossier_page.page, name="dossier"),
    path(f"{FILE}dossier/pieces/<uuid:attachment_id>/", dossier_page.file, name="dossier_file"),
    path(f"{FILE}recevabilite/", completeness_page.page, name="completeness"),
    path(f"{FILE}eligibilite/", eligibility_page.page, name="eligibility"),
    path(f"{FILE}expertises/", reviews_page.page, name="reviews"),
    path(f"{FILE}audition/", hearing_page.page, name="hearing"),
    path(f"{FILE}decision/", decision_page.page, name="decision"),
    path(f"{FILE}recours/", appeal_page.page, name="appeal"),
    path("comite/<slug:slug>/", ranking_page.page, name="ranking"),
    path("expertises/", my_reviews.page, name="my_reviews"),
    path("expertises/<uuid:assignment_id>/", review_page.page, name="review"),
    path("expertises/<uuid:assignment_id>/pieces/<uuid:attachment_id>/", review_page.file, name="review_file"),
    path("suivi/<uuid:application_id>/", follow_page.page, name="follow"),
    path("suivi/<uuid:application_id>/courrier/", letter_file.file, name="letter"),
    path("suivi/<uuid:application_id>/recours/", lodge_appeal.page, name="lodge_appeal"),
]
