"""Addresses of the people room."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.people.web import (
    answer_mandate_request,
    demonstration,
    edit_organisation,
    end_mandate,
    erase_account,
    identity_provider,
    invitation,
    invite_to_organisation,
    my_data,
    my_notifications,
    my_organisations,
    my_profile,
    my_security,
    notifications,
    organisation_page,
    organisation_tokens,
    proposals,
    register_organisation,
    sign_out,
    unsubscribe,
)
from deffinum.rooms.people.web.staff import roles

app_name = "people"

urlpatterns = [
    path("comptes/oidc/<slug:provider_id>/login/", identity_provider.login, name="identity_provider_login"),
    path(
        "comptes/oidc/<slug:provider_id>/login/callback/", identity_provider.callback, name="identity_provider_callback"
    ),
    path("comptes/oidc/<slug:provider_id>/logout/callback/", sign_out.back, name="signed_out"),
    path("comptes/2fa/", my_security.factors, name="second_factors"),
    path("comptes/logout/", sign_out.page, name="sign_out"),
    path("organisations/", my_organisations.page, name="my_organisations"),
    path("organisations/nouvelle/", register_organisation.page, name="register_organisation"),
    path("organisations/propositions/<uuid:proposal_id>/", proposals.answer, name="answer_proposal"),
    path("organisations/demandes/<uuid:request_id>/", answer_mandate_request.answer, name="answer_mandate_request"),
    path("organisations/mandats/<uuid:mandate_id>/terminer/", end_mandate.page, name="end_mandate"),
    path(
        "organisations/invitations/<uuid:invitation_id>/renvoyer/",
        invite_to_organisation.resend,
        name="resend_invitation",
    ),
    path(
        "organisations/invitations/<uuid:invitation_id>/retirer/",
        invite_to_organisation.revoke,
        name="revoke_invitation",
    ),
    path("organisations/jetons/<uuid:token_id>/revoquer/", organisation_tokens.revoke, name="revoke_token"),
    path("organisations/<uuid:organisation_id>/", organisation_page.page, name="organisation_page"),
    path("organisations/<uuid:organisation_id>/modifier/", edit_organisation.page, name="edit_organisation"),
    path("organisations/<uuid:organisation_id>/inviter/", invite_to_organisation.page, name="invite"),
    path("organisations/<uuid:organisation_id>/jetons/nouveau/", organisation_tokens.make, name="make_token"),
    path("organisations/<uuid:organisation_id>/demander/", proposals.request_page, name="request_mandate"),
    path("invitations/<str:secret>/", invitation.page, name="invitation"),
    path("notifications/", notifications.page, name="notifications"),
    path("notifications/lues/", notifications.read_all, name="read_all_notifications"),
    path("notifications/desabonnement/<str:token>/", unsubscribe.page, name="unsubscribe"),
    path("notifications/<uuid:notification_id>/", notifications.open_one, name="open_notification"),
    path("mon-compte/", my_profile.page, name="my_profile"),
    path("mon-compte/securite/", my_security.page, name="my_security"),
    path("mon-compte/notifications/", my_notifications.page, name="my_notifications"),
    path("mon-compte/mes-donnees/", my_data.page, name="my_data"),
    path("mon-compte/mes-donnees/telecharger/", my_data.download, name="download_my_data"),
    path("mon-compte/effacer/", erase_account.page, name="erase_account"),
    path("administration/roles/", roles.page, name="roles"),
    path("administration/roles/<uuid:role_id>/terminer/", roles.end, name="end_role"),
    path("demonstration/", demonstration.page, name="demonstration"),
    path("demonstration/entrer/", demonstration.enter, name="enter_as_persona"),
    path("demonstration/sortir/", demonstration.leave, name="leave_persona"),
    path("demonstration/horloge/", demonstration.move_clock, name="move_sample_clock"),
]
