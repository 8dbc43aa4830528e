"""Addresses of the calls room."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.calls.web.application_urls import application_addresses
from deffinum.rooms.calls.web.calendar import file as calendar
from deffinum.rooms.calls.web.call_document import file as call_document
from deffinum.rooms.calls.web.call_page import page as call
from deffinum.rooms.calls.web.calls_list import page as calls
from deffinum.rooms.calls.web.feed import file as feed
from deffinum.rooms.calls.web.precheck import page as precheck
from deffinum.rooms.calls.web.questions import page as questions
from deffinum.rooms.calls.web.staff.call import page as staff_call
from deffinum.rooms.calls.web.staff.calls_list import page as staff_calls
from deffinum.rooms.calls.web.staff.close_call_early import page as close_call_early
from deffinum.rooms.calls.web.staff.grant_late_exception import page as grant_late_exception
from deffinum.rooms.calls.web.staff.publish_notice import page as publish_notice
from deffinum.rooms.calls.web.staff.questions import answer, set_aside
from deffinum.rooms.calls.web.staff.questions import page as staff_questions

app_name = "calls"

urlpatterns = [
    path("appels/", calls, name="calls"),
    path("appels/flux.atom", feed, name="feed"),
    path("appels/<slug:slug>/", call, name="call"),
    path("appels/<slug:slug>/calendrier.ics", calendar, name="calendar"),
    path("appels/<slug:slug>/documents/<uuid:document_id>/", call_document, name="call_document"),
    path("appels/<slug:slug>/verification/", precheck, name="precheck"),
    path("appels/<slug:slug>/questions/", questions, name="questions"),
    path("instruction/appels/", staff_calls, name="staff_calls"),
    path("instruction/appels/<slug:slug>/", staff_call, name="staff_call"),
    path("instruction/appels/<slug:slug>/questions/", staff_questions, name="staff_questions"),
    path("instruction/appels/<slug:slug>/questions/<uuid:question_id>/", answer, name="answer_question"),
    path(
        "instruction/appels/<slug:slug>/questions/<uuid:question_id>/sans-suite/", set_aside, name="set_question_aside"
    ),
    path("instruction/appels/<slug:slug>/avis/", publish_notice, name="publish_notice"),
    path("instruction/appels/<slug:slug>/cloture/", close_call_early, name="close_call_early"),
    path("instruction/appels/<slug:slug>/derogation/", grant_late_exception, name="grant_late_exception"),
    *application_addresses,
]
