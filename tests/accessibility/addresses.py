"""Every named address of the platform: who looks at it, with what, or why no page of its own is there to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Visit:
    """A page to look at: its name, and for each part of its address the name of what fills it (see `rich_site`)."""

    name: str
    parts: dict[str, str] = field(default_factory=dict)
    query: str = ""

    def address(self, ids: dict[str, str]) -> str:
        """The address on a site filled by `rich_site`; a part that names nothing there is taken as it stands."""
        return reverse(self.name, kwargs={key: ids.get(name, name) for key, name in self.parts.items()}) + self.query


def _of(part: str, value: str, *names: str) -> tuple[Visit, ...]:
    return tuple(Visit(name, {part: value}) for name in names)


def _plain(*names: str) -> tuple[Visit, ...]:
    return tuple(Visit(name) for name in names)


CALL = "appel-exemple"
VISITS: dict[str, tuple[Visit, ...]] = {
    "": (
        *_plain(
            "portal:home", "portal:help", "portal:accessibility", "portal:legal", "portal:personal_data",
            "portal:glossary", "portal:api_docs", "plan:plan", "calls:calls", "grants:register",
            "people:demonstration", "previews:components",
            "account_login", "account_signup", "account_reset_password", "account_request_login_code",
            "account_inactive", "socialaccount_login_cancelled", "records:for_headsets",
        ),
        Visit("portal:search", query="?q=exemple"),
        Visit("plan:lever", {"slug": "appel-deffinum"}),
        *_of("slug", CALL, "calls:call", "calls:precheck", "calls:questions"),
        Visit("calls:call", {"slug": "deffinum"}),
        Visit("grants:award", {"reference": "award"}),
        Visit("people:unsubscribe", {"token": "unsubscribe"}),
        *(Visit("previews:page", {"name": each}) for each in ("formulaires", "travail", "document", "ilots")),
    ),
    "lead": (
        *_plain(
            "portal:home", "portal:my_space", "calls:my_applications", "people:my_organisations",
            "people:register_organisation", "people:notifications", "people:my_profile", "people:my_security",
            "people:my_notifications", "people:my_data", "people:erase_account", "people:sign_out", "account_logout",
            "account_email", "account_set_password",
        ),
        *_of("slug", CALL, "calls:questions"),
        Visit("calls:start_application", {"call_slug": CALL}),
        *_of(
            "application_id", "draft", "calls:application", "calls:application_identity", "calls:consortium",
            "calls:budget", "calls:funding", "calls:pieces", "calls:summary", "calls:submit_application",
        ),
        Visit("calls:application_section", {"application_id": "draft", "section_key": "summary"}),
        Visit("calls:application_section", {"application_id": "draft", "section_key": "delivery"}),
        *_of(
            "application_id", "received", "calls:application", "calls:receipt", "calls:withdraw_application",
            "selection:follow",
        ),
        *_of("application_id", "pieces_requested", "calls:application", "calls:pieces", "selection:follow"),
        *_of("application_id", "decided", "selection:follow", "selection:lodge_appeal"),
        *_of("application_id", "appealed", "selection:follow"),
        *_of("organisation_id", "organisation", "people:organisation_page", "people:edit_organisation",
             "people:invite", "people:make_token", "records:record_keys", "records:make_key", "records:learners",
             "records:enrol_learner", "records:retention", "records:devices", "records:pair_device",
             "records:forwardings", "records:open_forwarding"),
        *_of("forwarding_id", "forwarding", "records:forwarding", "records:close_forwarding"),
        Visit("records:consents", {"learner_id": "learner"}),
        Visit("records:close_key", {"key_id": "record_key"}),
        Visit("records:erase_learner", {"learner_id": "learner"}),
        Visit("records:pair_my_device", {"learner_id": "learner"}),
        Visit("records:my_devices", {"learner_id": "learner"}),
        Visit("records:pairing", {"pairing_id": "pairing_open"}),
        Visit("records:pairing", {"pairing_id": "pairing_used"}),
        Visit("records:revoke_device", {"device_id": "device"}),
        *_of("organisation_id", "organisation", "commons:resources", "commons:deposit"),
        Visit("commons:deposit_version", {"organisation_id": "organisation", "resource_id": "resource"}),
        *_of("version_id", "version_2", "commons:version", "commons:preview", "commons:accompaniments"),
        Visit("commons:attempt", {"attempt_id": "attempt"}),
        *_of("organisation_id", "organisation", "records:courses", "records:import_course"),
        Visit("records:course", {"course_id": "course"}),
        Visit("records:registration", {"registration_id": "registration"}),
        *_of("organisation_id", "organisation", "records:figures"),
        Visit("records:resource_figures", {"organisation_id": "organisation", "resource_key": "ladder"}),
        Visit("records:resource_learners", {"organisation_id": "organisation", "resource_key": "ladder"}),
        Visit("records:learner_progress", {"learner_id": "class_learner"}),
        Visit("records:my_progress"),
        Visit("records:waive_unit", {"registration_id": "registration", "unit_id": "unit"}),
        Visit("people:end_mandate", {"mandate_id": "mandate"}),
        *_of("agreement_id", "agreement_to_sign", "grants:agreement"),
        *_of("agreement_id", "agreement_signed", "grants:agreement"),
        Visit("grants:sign", {"agreement_id": "agreement_to_sign", "party_id": "party_to_sign"}),
        Visit("grants:hand_in", {"deliverable_id": "expected"}),
    ),
    "partner": (
        *_plain("portal:my_space", "calls:my_applications"),
        *_of("application_id", "draft", "calls:application", "calls:consortium", "calls:budget"),
        Visit("calls:answer_invitation", {"secret": "draft_invitation"}),
    ),
    "officer": (
        *_plain(
            "portal:home", "portal:desk", "calls:staff_calls", "plan:keep", "plan:record_figure",
            "selection:examinations", "grants:staff_agreements", "commons:h5p_libraries",
        ),
        Visit("commons:allow_library", {"request_id": "library_request"}),
        Visit("plan:record_lever_state", {"slug": "appel-deffinum"}),
        Visit("plan:record_envelope_entry", {"slug": "plan"}),
        *_of("slug", CALL, "calls:staff_call", "calls:staff_questions", "calls:publish_notice",
             "calls:close_call_early", "calls:grant_late_exception"),
        Visit("calls:answer_question", {"slug": CALL, "question_id": "question"}),
        Visit("calls:set_question_aside", {"slug": CALL, "question_id": "question"}),
        *(
            Visit("selection:examination", {"application_id": state})
            for state in ("received", "pieces_requested", "incomplete", "complete", "ineligible", "eligible",
                          "in_review", "reviewed", "heard", "decided", "appealed", "historical")
        ),
        *_of("application_id", "received", "selection:dossier", "selection:completeness"),
        *_of("application_id", "historical", "selection:dossier", "selection:completeness"),
        *_of("application_id", "complete", "selection:completeness", "selection:eligibility"),
        *_of("application_id", "in_review", "selection:reviews"),
        *_of("application_id", "reviewed", "selection:hearing"),
        *_of("application_id", "appealed", "selection:appeal"),
        *_of("slug", "call_of_decided", "selection:ranking"),
        *(
            Visit("grants:staff_agreement", {"agreement_id": f"agreement_{state}"})
            for state in ("draft", "to_sign", "signed")
        ),
        Visit("grants:prepare", {"agreement_id": "agreement_draft"}),
        Visit("grants:take_back", {"agreement_id": "agreement_to_sign"}),
        Visit("grants:cancel", {"agreement_id": "agreement_draft"}),
        Visit("grants:revive", {"agreement_id": "agreement_abandoned"}),
        Visit("grants:commit", {"agreement_id": "agreement_freed"}),
        Visit("grants:pay", {"tranche_id": "tranche"}),
        Visit("grants:reverse_entry", {"entry_id": "entry"}),
        Visit("grants:examine", {"deliverable_id": "handed_in"}),
    ),
    "expert_1": (
        *_plain("portal:my_space", "selection:my_reviews"),
        Visit("selection:review", {"assignment_id": "review_asked"}),
        Visit("people:invitation", {"secret": "invitation"}),
    ),
    "expert_2": (Visit("selection:review", {"assignment_id": "review_done"}),),
    "jury": (
        *_plain("portal:desk"),
        Visit("selection:ranking", {"slug": "call_of_decided"}),
        Visit("people:request_mandate", {"organisation_id": "other_organisation"}),
    ),
    "decider": (
        *_plain("portal:desk"),
        *_of("application_id", "heard", "selection:decision"),
        *_of("application_id", "decided", "selection:decision"),
    ),
    "committee": _plain("portal:my_space"),
    "administrator": (
        *_plain("portal:desk", "people:roles"),
        Visit("people:end_role", {"role_id": "role"}),
    ),
}  # fmt: skip
"""By persona ('' is a visitor)."""

WALKS: dict[str, tuple[str, ...]] = {
    "newcomer": (
        "account_signup", "account_email_verification_sent", "account_login", "account_confirm_login_code",
        "account_confirm_password_reset_code", "account_complete_password_reset", "account_password_reset_completed",
        "account_reauthenticate", "account_change_password",
    ),
    "authenticator application": (
        "mfa_activate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp",
        "mfa_authenticate", "mfa_reauthenticate", "people:my_security",
    ),
    "passkey": (
        "mfa_add_webauthn", "mfa_list_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
        "mfa_reauthenticate_webauthn", "people:my_security",
    ),
    "identity provider": (
        "account_login", "people:identity_provider_login", "account_email_verification_sent",
        "socialaccount_connections", "socialaccount_signup", "socialaccount_login_error",
    ),
}  # fmt: skip
"""Pages shown only in the middle of something: `test_account_pages.py` goes there as a person does."""

POST_ONLY = "answers POST only, then leads to a page that is looked at"
DOWNLOAD = "a file, not a page"
EXCHANGE = "answers a script with data or with a part of a page that is looked at"
PASSING = "leads elsewhere: it has no page of its own"
SAME = "the people room answers first at this address (see its own name)"
PLAYED = "looked at while it plays (tests/journeys/test_…_player.py, test_immersive_players.py)"
WALKED = "looked at in the middle of what leads there (WALKS, test_account_pages.py)"

EXCEPTIONS: dict[str, str] = {
    **dict.fromkeys(
        [
            "calls:remove_attachment",
            "calls:remove_partner",
            "calls:reopen_part",
            "calls:sign_off_part",
            "grants:end",
            "grants:send",
            "people:answer_mandate_request",
            "people:answer_proposal",
            "people:enter_as_persona",
            "people:leave_persona",
            "people:move_sample_clock",
            "people:read_all_notifications",
            "people:resend_invitation",
            "people:revoke_invitation",
            "people:revoke_token",
            "commons:course",
            "commons:start",
            "commons:withdraw_accompaniment",
            "records:close_session",
            "records:launch_unit",
            "records:pause_forwarding",
            "records:resume_forwarding",
            "records:send_refused_again",
            "design:appearance",
            "design:set_language",
        ],
        POST_ONLY,
    ),
    **dict.fromkeys(
        [
            "commons:immersive_profile",
            "calls:attachment",
            "calls:call_document",
            "calls:calendar",
            "calls:call_document",
            "calls:feed",
            "calls:receipt_document",
            "grants:deliverable_file",
            "grants:document",
            "grants:preview",
            "grants:register_csv",
            "grants:register_feed",
            "grants:register_json",
            "mfa_download_recovery_codes",
            "people:download_my_data",
            "plan:figures_csv",
            "portal:favicon",
            "portal:robots",
            "portal:security",
            "portal:sitemap",
            "portal:health",
            "commons:version_file",
            "records:course_package",
            "records:course_structure",
            "records:export_learner",
            "records:figures_file",
            "records:learner_progress_file",
            "records:my_progress_file",
            "records:resource_figures_file",
            "records:resource_learners_file",
            "records:resource_trend_file",
            "records:resource_facets_file",
            "records:trend_file",
            "selection:dossier_file",
            "selection:letter",
            "selection:review_file",
        ],
        DOWNLOAD,
    ),
    **dict.fromkeys(
        [
            "calls:completeness",
            "commons:open_file",
            "commons:track",
            "records:cmi5_fetch",
            "calls:save_answer",
            "calls:save_budget_line",
            "calls:save_funding_line",
            "mfa_login_webauthn",
            "records:about",
            "records:activities",
            "records:activity_profile",
            "records:agent_profile",
            "records:agents",
            "records:pairing_state",
            "records:state",
            "records:statements",
            "records:tracking_document",
            "records:use_pairing",
            "records:xapi_description",
        ],
        EXCHANGE,
    ),
    **dict.fromkeys(
        [
            "people:open_notification",
            "people:signed_out",
            "people:identity_provider_callback",
            "people:second_factors",
        ],
        PASSING,
    ),
    "commons:file_player": PLAYED,
    **dict.fromkeys(["openid_connect_callback", "openid_connect_login", "mfa_index"], SAME),
}
EXCEPTIONS |= {
    name: WALKED
    for name in sorted({name for names in WALKS.values() for name in names})
    if name not in {each.name for visits in VISITS.values() for each in visits}
}


def named_addresses(resolver: URLResolver | None = None, spaces: str = "") -> Iterator[str]:
    """The names of the URLconf, with their namespaces; the API has its own tests."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            if each.name:
                yield f"{spaces}{each.name}"
        elif each.namespace != "api":
            yield from named_addresses(each, f"{spaces}{each.namespace}:" if each.namespace else spaces)
