"""Addresses of the grants room."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.grants.web.agreement import document
from deffinum.rooms.grants.web.agreement import page as agreement
from deffinum.rooms.grants.web.award import page as award
from deffinum.rooms.grants.web.deliverable import file as deliverable_file
from deffinum.rooms.grants.web.deliverable import page as hand_in
from deffinum.rooms.grants.web.register import page as register
from deffinum.rooms.grants.web.register_files import feed, giving_json, subventions_csv
from deffinum.rooms.grants.web.sign_agreement import page as sign
from deffinum.rooms.grants.web.staff.agreement import page as staff_agreement
from deffinum.rooms.grants.web.staff.agreements_list import page as staff_agreements
from deffinum.rooms.grants.web.staff.examine_deliverable import page as examine
from deffinum.rooms.grants.web.staff.moves import cancel, end, revive, send, take_back
from deffinum.rooms.grants.web.staff.prepare_agreement import page as prepare
from deffinum.rooms.grants.web.staff.prepare_agreement import preview
from deffinum.rooms.grants.web.staff.record_commitment import page as commit
from deffinum.rooms.grants.web.staff.record_payment import page as pay
from deffinum.rooms.grants.web.staff.reverse_entry import page as reverse_entry

app_name = "grants"

STAFF = "instruction/conventions/<uuid:agreement_id>/"

urlpatterns = [
    path("registre/", register, name="register"),
    path("registre/subventions.csv", subventions_csv, name="register_csv"),
    path("registre/360giving.json", giving_json, name="register_json"),
    path("registre/flux.atom", feed, name="register_feed"),
    path("registre/<str:reference>/", award, name="award"),
    path("conventions/<uuid:agreement_id>/", agreement, name="agreement"),
    path("conventions/<uuid:agreement_id>/convention.pdf", document, name="document"),
    path("conventions/<uuid:agreement_id>/signer/<uuid:party_id>/", sign, name="sign"),
    path("livrables/<uuid:deliverable_id>/", hand_in, name="hand_in"),
    path("livrables/<uuid:deliverable_id>/fichier/", deliverable_file, name="deliverable_file"),
    path("instruction/conventions/", staff_agreements, name="staff_agreements"),
    path(STAFF, staff_agreement, name="staff_agreement"),
    path(f"{STAFF}preparer/", prepare, name="prepare"),
    path(f"{STAFF}apercu.pdf", preview, name="preview"),
    path(f"{STAFF}envoyer/", send, name="send"),
    path(f"{STAFF}reprendre/", take_back, name="take_back"),
    path(f"{STAFF}abandonner/", cancel, name="cancel"),
    path(f"{STAFF}nouvelle/", revive, name="revive"),
    path(f"{STAFF}engager/", commit, name="commit"),
    path(f"{STAFF}solder/", end, name="end"),
    path("instruction/tranches/<uuid:tranche_id>/payer/", pay, name="pay"),
    path("instruction/ecritures/<uuid:entry_id>/annuler/", reverse_entry, name="reverse_entry"),
    path("instruction/livrables/<uuid:deliverable_id>/", examine, name="examine"),
]
