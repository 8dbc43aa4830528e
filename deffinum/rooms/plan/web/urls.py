"""Addresses of the plan room."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.plan.web.figures_file import figures_csv
from deffinum.rooms.plan.web.lever_page import page as lever
from deffinum.rooms.plan.web.plan_overview import page as plan
from deffinum.rooms.plan.web.staff.keep_plan import page as keep
from deffinum.rooms.plan.web.staff.record_envelope_entry import page as record_envelope_entry
from deffinum.rooms.plan.web.staff.record_figure import page as record_figure
from deffinum.rooms.plan.web.staff.record_lever_state import page as record_lever_state

app_name = "plan"

urlpatterns = [
    path("plan/", plan, name="plan"),
    path("plan/chiffres.csv", figures_csv, name="figures_csv"),
    path("plan/leviers/<slug:slug>/", lever, name="lever"),
    path("instruction/plan/", keep, name="keep"),
    path("instruction/plan/leviers/<slug:slug>/etat/", record_lever_state, name="record_lever_state"),
    path("instruction/plan/montants/<slug:slug>/", record_envelope_entry, name="record_envelope_entry"),
    path("instruction/plan/chiffres/", record_figure, name="record_figure"),
]
