"""Addresses of the applications."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.calls.web import (
    answer_invitation,
    application,
    application_identity,
    application_section,
    budget,
    consortium,
    funding,
    my_applications,
    pieces,
    receipt,
    save_answer,
    start_application,
    submit_application,
    summary,
    withdraw_application,
)

FILE = "candidatures/<uuid:application_id>/"
MEMBER = f"{FILE}groupement/<uuid:partner_id>/"

application_addresses = [
    path("appels/<slug:call_slug>/candidater/", start_application.page, name="start_application"),
    path("candidatures/", my_applications.page, name="my_applications"),
    path(FILE, application.page, name="application"),
    path(f"{FILE}presentation/", application_identity.page, name="application_identity"),
    path(f"{FILE}parties/<slug:section_key>/", application_section.page, name="application_section"),
    path(f"{FILE}parties/<slug:section_key>/<uuid:partner_id>/", application_section.page, name="application_section"),
    path(f"{FILE}champs/", save_answer.page, name="save_answer"),
    path(f"{FILE}champs/<uuid:partner_id>/", save_answer.page, name="save_answer"),
    path(f"{FILE}groupement/", consortium.page, name="consortium"),
    path(f"{MEMBER}retirer/", consortium.remove, name="remove_partner"),
    path(f"{MEMBER}valider/", consortium.sign_off, name="sign_off_part"),
    path(f"{MEMBER}rouvrir/", consortium.reopen, name="reopen_part"),
    path(f"{FILE}budget/", budget.page, name="budget"),
    path(f"{FILE}budget/cases/", budget.save_cell, name="save_budget_line"),
    path(f"{FILE}financement/", funding.page, name="funding"),
    path(f"{FILE}financement/lignes/", funding.save_line, name="save_funding_line"),
    path(f"{FILE}pieces/", pieces.page, name="pieces"),
    path(f"{FILE}pieces/<uuid:attachment_id>/", pieces.download, name="attachment"),
    path(f"{FILE}pieces/<uuid:attachment_id>/retirer/", pieces.remove, name="remove_attachment"),
    path(f"{FILE}recapitulatif/", summary.page, name="summary"),
    path(f"{FILE}completude/", summary.completeness_fragment, name="completeness"),
    path(f"{FILE}depot/", submit_application.page, name="submit_application"),
    path(f"{FILE}recepisse/", receipt.page, name="receipt"),
    path(f"{FILE}recepisse/<int:number>/recepisse.pdf", receipt.document, name="receipt_document"),
    path(f"{FILE}retrait/", withdraw_application.page, name="withdraw_application"),
    path("groupement/invitation/<str:secret>/", answer_invitation.page, name="answer_invitation"),
]
