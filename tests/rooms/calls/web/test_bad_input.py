"""Every bad input gets a clear sentence, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, close_old_connections, connection, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from deffinum.foundation.files.models import StoredFile
from deffinum.rooms.calls.commands.invite_partner import invite_partner
from deffinum.rooms.calls.commands.remove_partner import remove_partner
from deffinum.rooms.calls.models import Answer, Attachment, BudgetLine, Partner, Submission
from tests.factories.applications import CLOSES, NOW, PDF, Consortium, Person, make_consortium, person

pytestmark = pytest.mark.django_db
Browser = Callable[[Person], Client]
SECOND = timedelta(seconds=1)


def address(name: str, consortium: Consortium, *more: object) -> str:
    return reverse(f"calls:{name}", args=[consortium.application.pk, *more])


def text_of(answer: HttpResponse) -> str:
    """The page's words, with plain spaces."""
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", words.replace("\u202f", " ").replace("\u00a0", " "))


def save(client: Client, consortium: Consortium, value: object, **more: object) -> HttpResponse:
    data = {"field": "abstract", "value": value, "version": "0", "idempotency_key": "k", **more}
    return client.post(address("save_answer", consortium), data, headers={"Accept": "application/json"})


# --- two people, two tabs, two roles ----------------------------------------------------------------------------------


def test_two_people_saving_the_same_field_in_the_background(consortium: Consortium, browser: Browser) -> None:
    first, second = browser(consortium.lead), browser(consortium.lead)
    assert save(first, consortium, "Camille", idempotency_key="a").json()["version"] == 1
    conflict = save(second, consortium, "Sacha", idempotency_key="b")
    assert conflict.status_code == 409
    assert (conflict.json()["theirs"], conflict.json()["version"]) == ("Camille", 1)
    assert save(first, consortium, "Camille", idempotency_key="a").json()["version"] == 1


def test_two_people_saving_the_same_field_without_javascript(consortium: Consortium, browser: Browser) -> None:
    client, page = browser(consortium.lead), address("application_section", consortium, "project")
    consortium.answer("abstract", "Le texte de Camille")
    conflict = client.post(page, {"abstract": "Le texte de Sacha", "version.abstract": "0"})
    shown = text_of(conflict)
    assert conflict.status_code == 409
    assert "Le texte de Camille" in shown and "Le texte de Sacha" in shown and "Rien n’a été écrasé" in shown
    assert 'name="version.abstract" value="1"' in conflict.content.decode()
    assert client.post(page, {"abstract": "Le texte de Sacha", "version.abstract": "1"}).status_code == 302
    assert Answer.objects.get().value == "Le texte de Sacha"


def test_a_page_opened_in_one_role_and_posted_in_another_keeps_the_text(
    consortium: Consortium, browser: Browser
) -> None:
    page = address("application_section", consortium, "project")
    for client in (browser(consortium.people[0]), Client(), browser(person())):
        refused = client.post(page, {"abstract": "Un long texte écrit par la cheffe de file", "version.abstract": "0"})
        assert refused.status_code == 403
        assert "Un long texte écrit par la cheffe de file" in refused.content.decode()
    assert save(browser(consortium.people[0]), consortium, "x").status_code == 403
    assert not Answer.objects.exists()


@pytest.mark.parametrize("version", ["²", "9" * 5000, "-1", ""])
def test_a_version_that_no_page_wrote_counts_as_none(consortium: Consortium, browser: Browser, version: str) -> None:
    assert save(browser(consortium.lead), consortium, "Camille", version=version).json()["version"] == 1
    answer = browser(consortium.lead).post(
        address("application_section", consortium, "project"), {"abstract": "Sacha", "version.abstract": version}
    )
    assert answer.status_code == 409


def test_what_nobody_sees_is_not_kept(consortium: Consortium, browser: Browser) -> None:
    client, page = browser(consortium.lead), address("application_section", consortium, "project")
    assert save(client, consortium, "Un\x00 \u202etexte", idempotency_key="\x00").json()["version"] == 1
    sent = {"abstract": "Un autre\x00 texte", "version.abstract": "1", "idempotency_key": "a\x00b"}
    assert client.post(page, sent).status_code == 302
    assert Answer.objects.get().value == "Un autre texte"


def test_a_change_after_validation_is_said(consortium: Consortium, browser: Browser) -> None:
    consortium.complete()
    who = consortium.people[0]
    member = consortium.member(who)
    saved = browser(who).post(
        address("save_answer", consortium, member.pk),
        {"field": "role", "value": "Autre rôle", "version": "1", "idempotency_key": "k"},
    )
    assert "rouverte" in saved.json()["said"]


# --- answers ----------------------------------------------------------------------------------------------------------


def test_an_answer_that_cannot_be_read_stays_on_the_page(consortium: Consortium, browser: Browser) -> None:
    client = browser(consortium.lead)
    refused = save(client, consortium, "beaucoup", field="learners")
    assert refused.status_code == 422 and "beaucoup" in refused.json()["errors"]["learners"]
    page = client.post(address("application_section", consortium, "project"), {"learners": "beaucoup"})
    assert page.status_code == 422 and 'value="beaucoup"' in page.content.decode()


def test_a_table_is_saved_from_the_page_and_from_the_island(consortium: Consortium, browser: Browser) -> None:
    client = browser(consortium.lead)
    rows = {
        "milestones.0.name": "Maquette",
        "milestones.0.cost": "1 000",
        "milestones.1.name": "",
        "milestones.1.cost": "",
    }
    assert client.post(address("application_section", consortium, "project"), rows).status_code == 302
    assert Answer.objects.get().value == [{"name": "Maquette", "cost": 100000}]
    json_rows = '[{"name": "Maquette", "cost": "2 000"}]'
    assert save(client, consortium, json_rows, field="milestones", version="1").json()["version"] == 2
    assert "2 000" in text_of(client.get(address("summary", consortium)))


def test_unknown_fields_and_files_are_said(consortium: Consortium, browser: Browser) -> None:
    client = browser(consortium.lead)
    assert save(client, consortium, "x", field="unknown").status_code == 404
    assert client.get(address("application_section", consortium, "unknown")).status_code == 404


# --- amounts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("raw", "said"), [("-5", "négatif"), ("douze", "n’est pas un montant"), ("1.234", "montant")])
def test_negative_or_non_numeric_amounts(consortium: Consortium, browser: Browser, raw: str, said: str) -> None:
    client, name = browser(consortium.lead), f"amount.{consortium.members[0].pk}.staff.1"
    live = client.post(address("save_budget_line", consortium), {"field": name, "value": raw, "version": "0"})
    assert live.status_code == 422 and said in live.json()["errors"][name]
    page = client.post(address("budget", consortium), {name: raw, f"version.{name}": "0"})
    assert page.status_code == 422 and said in text_of(page) and f'value="{raw}"' in page.content.decode()
    assert not BudgetLine.objects.exists()


def test_the_totals_and_the_broken_rules_come_back_live(consortium: Consortium, browser: Browser) -> None:
    client, member = browser(consortium.lead), consortium.members[0].pk
    saved = client.post(
        address("save_budget_line", consortium), {"field": f"amount.{member}.staff.1", "value": "1000", "version": "0"}
    ).json()
    assert saved["version"] == 1 and saved["shown"]["base"].replace("\u202f", " ") == "1 000\u00a0€"
    assert any("Il manque 1 000" in each["said"].replace("\u202f", " ") for each in saved["broken"])
    over = client.post(
        address("save_funding_line", consortium), {"field": f"funding.{member}.aid", "value": "701", "version": "0"}
    ).json()
    assert any("plafond" in each["said"] and "1\u00a0€ de trop" in each["said"] for each in over["broken"])


def test_a_budget_that_does_not_balance_is_shown_where_it_breaks(consortium: Consortium, browser: Browser) -> None:
    consortium.spend(consortium.lead, "1000")
    consortium.fund(consortium.lead, "aid", "600")
    shown = text_of(browser(consortium.lead).get(address("funding", consortium)))
    assert "1 000 € de dépenses, 600 € de financements. Il manque 400 €" in shown


def test_aid_one_euro_over_the_cap_is_shown_with_the_rule_and_the_sum(consortium: Consortium, browser: Browser) -> None:
    consortium.spend(consortium.lead, "6 928 135")
    consortium.fund(consortium.lead, "aid", "4 849 696")
    consortium.fund(consortium.lead, "own", "2 078 439")
    said = "70 % × 6 928 135 € = 4 849 694,50 €, arrondi à l’euro : 4 849 695 €"
    for name in ("budget", "funding", "submit_application"):
        shown = text_of(browser(consortium.lead).get(address(name, consortium)))
        assert said in shown and "1 € de trop" in shown
    consortium.fund(consortium.lead, "aid", "4 849 695")
    consortium.fund(consortium.lead, "own", "2 078 440")
    assert said not in text_of(browser(consortium.lead).get(address("budget", consortium)))


def test_the_plan_gains_and_loses_a_cofunder(consortium: Consortium, browser: Browser) -> None:
    client, member = browser(consortium.lead), consortium.members[0]
    line = {"partner_id": member.pk, "kind": "cofunder", "label": "Région (exemple)", "raw": "100"}
    assert client.post(address("funding", consortium), line | {"label": ""}).status_code == 422
    refused = client.post(address("funding", consortium), line | {"raw": "cent"})
    assert refused.status_code == 422 and 'value="cent"' in refused.content.decode()
    assert client.post(address("funding", consortium), line).status_code == 302
    kept = member.funding_lines.get()
    name = f"funding.{member.pk}.{kept.pk}"
    assert client.post(address("funding", consortium), {name: "", f"version.{name}": "1"}).status_code == 302
    assert not member.funding_lines.exists()


# --- the consortium ---------------------------------------------------------------------------------------------------


def test_a_partner_invited_twice(consortium: Consortium, browser: Browser) -> None:
    client, sent = browser(consortium.lead), {"name": "Organisme (exemple)", "email": "invite@exemple.invalid"}
    assert client.post(address("consortium", consortium), sent).status_code == 302
    again = client.post(address("consortium", consortium), sent)
    assert again.status_code == 422 and "déjà invité" in text_of(again)
    assert Partner.objects.filter(state="invited").count() == 1


def invitation(consortium: Consortium, who: Person) -> Partner:
    return invite_partner(
        application_id=consortium.application.pk, name="Organisme", email=who.account.email,
        by=consortium.lead.actor, now=NOW,
    )  # fmt: skip


def test_an_invitation_is_opened_and_accepted(consortium: Consortium, browser: Browser) -> None:
    who = person()
    link = reverse("calls:answer_invitation", args=[invitation(consortium, who).invitation_secret])
    assert "Connectez-vous avec l’adresse" in text_of(Client().get(link))
    client = browser(who)
    assert who.organisation.name in text_of(client.get(link))
    joined = client.post(link, {"answer": "accept", "organisation": who.organisation.pk})
    assert joined.url == address("application", consortium)
    assert "a déjà servi" in text_of(client.get(link))


def test_an_expired_foreign_revoked_or_wrong_invitation_has_its_own_page(
    consortium: Consortium, browser: Browser, at_noon
) -> None:
    who = person()
    partner = invitation(consortium, who)
    link = reverse("calls:answer_invitation", args=[partner.invitation_secret])
    foreign = browser(person()).get(link)
    assert foreign.status_code == 403 and "autre adresse" in text_of(foreign)
    unknown = browser(who).get(reverse("calls:answer_invitation", args=["inconnu"]))
    assert unknown.status_code == 404 and "incomplet" in text_of(unknown)
    at_noon(NOW + timedelta(days=22))
    expired = browser(who).get(link)
    assert expired.status_code == 410 and "a expiré le" in text_of(expired)
    at_noon(NOW)
    remove_partner(
        application_id=consortium.application.pk,
        partner_id=partner.pk,
        reason="erreur",
        by=consortium.lead.actor,
        now=NOW,
    )
    revoked = browser(who).get(link)
    assert revoked.status_code == 410 and "a retiré cette invitation" in text_of(revoked)


def test_declining_an_invitation(consortium: Consortium, browser: Browser) -> None:
    who = person()
    link = reverse("calls:answer_invitation", args=[invitation(consortium, who).invitation_secret])
    assert "déclinée" in text_of(browser(who).post(link, {"answer": "decline"}))
    assert Partner.objects.get(invited_email=who.account.email).state == "declined"


def test_validating_too_early_says_what_is_missing(consortium: Consortium, browser: Browser) -> None:
    who = consortium.people[0]
    client = browser(who)
    page = client.post(address("sign_off_part", consortium, consortium.member(who).pk), follow=True)
    assert "reste ouverte" in text_of(page) and consortium.member(who).state == "joined"


# --- files ------------------------------------------------------------------------------------------------------------


def send(client: Client, consortium: Consortium, name: str, content: bytes) -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post(address("pieces", consortium), {"piece": "presentation", "partner": "", "file": file})


def test_a_file_that_is_not_what_its_name_says(consortium: Consortium, browser: Browser) -> None:
    refused = send(browser(consortium.lead), consortium, "presentation.pdf", b"\x89PNG\r\n\x1a\n" + b"IEND" * 3)
    assert refused.status_code == 422 and "annonce un document PDF, mais le contenu est une image PNG" in text_of(
        refused
    )
    assert not Attachment.objects.exists() and not StoredFile.objects.exists()


def test_an_upload_cut_half_way(consortium: Consortium, browser: Browser) -> None:
    client = browser(consortium.lead)
    cut = send(client, consortium, "presentation.pdf", PDF[: len(PDF) // 2])
    assert cut.status_code == 422 and "incomplet ou abîmé" in text_of(cut)
    missing = client.post(address("pieces", consortium), {"piece": "presentation", "partner": ""})
    assert missing.status_code == 422 and "recommencez" in text_of(missing)
    assert not Attachment.objects.exists()


def test_a_file_too_large_or_of_another_type(consortium: Consortium, browser: Browser) -> None:
    client = browser(consortium.lead)
    assert "dépasse la limite" in text_of(send(client, consortium, "presentation.pdf", PDF + b" " * 100_000))
    assert "n’est pas accepté" in text_of(send(client, consortium, "notes.txt", b"bonjour"))


@pytest.mark.parametrize(
    ("declared", "saved_as"),
    [
        (
            "Lettre d’été.pdf",
            "attachment; filename=\"Lettre dete.pdf\"; filename*=UTF-8''Lettre%20d%E2%80%99%C3%A9t%C3%A9.pdf",
        ),
        ("../../etc/passwd.pdf", "attachment; filename=\"passwd.pdf\"; filename*=UTF-8''passwd.pdf"),
        ("<b>.html.pdf", "attachment; filename=\"_b_.html.pdf\"; filename*=UTF-8''_b_.html.pdf"),
    ],
)
def test_a_file_is_saved_under_its_name_and_never_opened_as_a_page(
    consortium: Consortium, browser: Browser, declared: str, saved_as: str
) -> None:
    client = browser(consortium.lead)
    assert send(client, consortium, declared, PDF).status_code == 302
    answer = client.get(address("attachment", consortium, Attachment.objects.get().pk))
    assert answer["Content-Disposition"] == saved_as
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_file_for_a_piece_that_is_not_asked_for_is_said(consortium: Consortium, browser: Browser) -> None:
    file = SimpleUploadedFile("a.pdf", PDF)
    page = browser(consortium.lead).post(
        address("pieces", consortium), {"piece": "unknown", "partner": "", "file": file}
    )
    assert "le fichier n’a pas été joint" in text_of(page)
    assert not Attachment.objects.exists()


def test_a_piece_is_attached_replaced_read_and_removed(consortium: Consortium, browser: Browser) -> None:
    client = browser(consortium.lead)
    assert send(client, consortium, "presentation.pdf", PDF).status_code == 302
    assert send(client, consortium, "presentation2.pdf", PDF + b"\n").status_code == 302
    first, second = Attachment.objects.order_by("added_at", "removed_at")
    assert {first.removed_at, second.removed_at} == {NOW, None} or first.removed_at is not second.removed_at
    current = Attachment.objects.get(removed_at=None)
    link = address("attachment", consortium, current.pk)
    download = browser(consortium.people[0]).get(link)
    assert b"".join(download.streaming_content) == PDF + b"\n"
    assert download["X-Content-Type-Options"] == "nosniff"
    assert browser(person()).get(link).status_code == 403
    assert client.post(address("remove_attachment", consortium, current.pk)).status_code == 302
    assert not Attachment.objects.filter(removed_at=None).exists() and Attachment.objects.count() == 2


# --- the deposit ------------------------------------------------------------------------------------------------------


def deposit(client: Client, consortium: Consortium, key: str = "key") -> HttpResponse:
    return client.post(address("submit_application", consortium), {"idempotency_key": key, "truthful": "on"})


def test_a_deposit_a_double_click_and_the_receipt(consortium: Consortium, browser: Browser) -> None:
    consortium.complete()
    client = browser(consortium.lead)
    first, second = deposit(client, consortium), deposit(client, consortium)
    assert first.url == second.url == address("receipt", consortium)
    shown = text_of(client.get(first.url))
    submission = Submission.objects.get()
    assert submission.sha256 in shown and "Dans les délais" in shown and "temps universel" in shown
    assert deposit(client, consortium, key="another tab").url == first.url
    pdf = client.get(address("receipt_document", consortium, 1))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF") and pdf["Content-Type"] == "application/pdf"
    assert StoredFile.objects.filter(owner_kind="calls.submission").count() == 1


def test_a_deposit_without_the_lead_s_word_or_with_gaps(consortium: Consortium, browser: Browser) -> None:
    client = browser(consortium.lead)
    unticked = client.post(address("submit_application", consortium), {"idempotency_key": "k"})
    assert unticked.status_code == 422 and "Cochez cette case" in text_of(unticked)
    incomplete = deposit(client, consortium)
    assert incomplete.status_code == 422 and "n’a pas été déposé, et rien n’est perdu" in text_of(incomplete)


def test_a_deposit_in_the_grace_is_accepted_and_said(browser: Browser, at_noon) -> None:
    consortium = make_consortium(grace_seconds=60)
    consortium.complete()
    at_noon(CLOSES + 30 * SECOND)
    client = browser(consortium.lead)
    assert "délai de grâce" in text_of(client.get(address("submit_application", consortium)))
    assert deposit(client, consortium).status_code == 302
    assert "Dans le délai de grâce" in text_of(client.get(address("receipt", consortium)))


def test_a_deposit_after_the_closing_says_the_instant_and_what_is_kept(
    consortium: Consortium, browser: Browser, at_noon
) -> None:
    consortium.complete()
    at_noon(CLOSES + SECOND)
    late = deposit(browser(consortium.lead), consortium)
    assert late.status_code == 409
    assert "close depuis le 1er avril 2026 à 12 h 00 (heure de Paris)" in text_of(late)
    assert "reste enregistré" in text_of(late) and not Submission.objects.exists()


def test_withdrawing_needs_a_reason_and_keeps_the_file(consortium: Consortium, browser: Browser) -> None:
    client, page = browser(consortium.lead), address("withdraw_application", consortium)
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "Le projet change"}).status_code == 302
    overview = text_of(client.get(address("application", consortium)))
    assert "Retirée" in overview and "Le projet change" in overview


# --- the database -----------------------------------------------------------------------------------------------------


def test_a_database_that_does_not_answer_gives_503(
    consortium: Consortium, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(consortium.lead)
    client.raise_request_exception = False

    def away(**_options: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("deffinum.rooms.calls.web.save_answer.save_answer", away)
    monkeypatch.setattr("deffinum.rooms.calls.web.application_section.save_answer", away)
    live = save(client, consortium, "Un texte")
    page = client.post(address("application_section", consortium, "project"), {"abstract": "Un texte"})
    for answer in (live, page):
        assert answer.status_code == 503 and answer["Retry-After"]
    monkeypatch.undo()
    assert not Answer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_restarted_under_a_running_form_is_found_again(browser: Browser) -> None:
    consortium = make_consortium()
    client = browser(consortium.lead)
    assert save(client, consortium, "Avant", idempotency_key="a").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()
    client.raise_request_exception = False
    lost = save(client, consortium, "Après", version="1", idempotency_key="b")
    close_old_connections()  # what the server does between two requests, and the test client does not
    again = save(client, consortium, "Après", version="1", idempotency_key="b")
    assert lost.status_code in {200, 503} and again.status_code == 200
    assert Answer.objects.get().value == "Après"


@pytest.mark.parametrize(
    "rows", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '[{"name":' * 900 + "1" + "}]" * 900, "[" * 20 + "]" * 20]
)
def test_a_table_of_tables_without_end_is_refused(consortium: Consortium, browser: Browser, rows: str) -> None:
    refused = save(browser(consortium.lead), consortium, rows, field="milestones")
    assert refused.status_code == 400 and "emboîtées" in refused.json()["said"]
    assert not Answer.objects.exists()
