"""Mails: text first, in the reader's language, with absolute links, and nothing to fetch."""

from __future__ import annotations

import email
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.template import TemplateDoesNotExist
from django.utils.translation import gettext_lazy as _

from deffinum.config.mail_server import mail_settings
from deffinum.foundation.commands import command
from deffinum.foundation.mail.sending import MailRefused, SentInsideCommand, absolute_url, send_mail
from deffinum.foundation.policies import PLATFORM, Actor

TEXT = """{% get_current_language as used %}Bonjour {{ name }} ({{ used }}, {{ language }}),{{ "   " }}



{{ when|date:"H:i" }} — {{ action_url }}
{{ site_url }}{% if sample_mode %} exemple{% endif %}
"""
HTML = '<p>Bonjour {{ name }}, <a href="{{ action_url }}">{{ subject }}</a></p>'
CONTEXT = {"name": "Zoé & Cie <b>", "action_url": "/appels/1/", "when": datetime(2026, 7, 1, 10, 0, tzinfo=UTC)}
Write = Callable[[str, str], None]


@pytest.fixture
def write(tmp_path: Path, settings: Any) -> Write:
    """Write a template of the sample room."""
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"DIRS": [tmp_path]}]
    settings.SITE_URL = "https://deffinum.exemple.invalid"
    settings.SAMPLE_MODE = False
    settings.DEFAULT_ZONE = "Europe/Paris"

    def run(name: str, content: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    run("room/mail/news.txt", TEXT)
    return run


def send(**others: Any) -> EmailMessage:
    """Send the sample mail and read it back as a mail program would."""
    arguments: dict[str, Any] = {
        "to": "lecteur@exemple.invalid",
        "subject": "Votre dossier",
        "template_base": "room/mail/news",
        "context": CONTEXT,
        "language": "fr",
    }
    send_mail(**(arguments | others))
    sent = mail.outbox[-1].message().as_bytes()
    return email.message_from_bytes(sent, policy=email.policy.default)  # type: ignore[return-value]


def words(message: EmailMessage, kind: str) -> str:
    """The part of this kind ('plain', 'html')."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_text_alone_when_the_room_has_no_html(write: Write) -> None:
    message = send()
    assert message.get_content_type() == "text/plain"
    assert words(message, "plain").rstrip() == (
        "Bonjour Zoé & Cie <b> (fr, fr),\n\n"
        "12:00 — https://deffinum.exemple.invalid/appels/1/\nhttps://deffinum.exemple.invalid"
    )


def test_text_then_html_which_escapes(write: Write) -> None:
    write("room/mail/news.html", HTML)
    message = send()
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert words(message, "html").strip() == (
        '<p>Bonjour Zoé &amp; Cie &lt;b&gt;, <a href="https://deffinum.exemple.invalid/appels/1/">Votre dossier</a></p>'
    )


def test_without_the_looks_base_only_text_is_sent(write: Write, settings: Any) -> None:
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"APP_DIRS": False}]
    write("room/mail/news.html", '{% extends "design/mail/base.html" %}')
    assert send().get_content_type() == "text/plain"


def test_another_missing_template_is_not_hidden(write: Write) -> None:
    write("room/mail/news.html", '{% include "room/mail/absent.html" %}')
    with pytest.raises(TemplateDoesNotExist):
        send()


def test_a_mail_without_its_text_is_not_sent(write: Write) -> None:
    with pytest.raises(TemplateDoesNotExist):
        send(template_base="room/mail/absent")
    write("room/mail/empty.txt", "  \n ")
    with pytest.raises(MailRefused, match="room/mail/empty"):
        send(template_base="room/mail/empty")
    assert mail.outbox == []


def test_the_readers_language_and_the_platforms_zone(write: Write) -> None:
    text = words(send(language="en"), "plain")
    assert "(en, en)" in text
    assert "12:00" in text


def test_a_subject_is_translated_and_on_one_line(write: Write) -> None:
    assert send(subject=_("English"), language="fr")["Subject"] == "Anglais"
    assert send(subject="Votre\r\nBcc: autre@exemple.invalid  dossier")["Subject"] == (
        "Votre Bcc: autre@exemple.invalid dossier"
    )
    assert mail.outbox[-1].recipients() == ["lecteur@exemple.invalid"]


@pytest.mark.parametrize("content", [
    '<img src="https://exemple.invalid/pixel.gif" width="1">', "<IMG src='cid:x'>",
    '<link rel="stylesheet" href="https://exemple.invalid/a.css">', "<style>@import 'a.css'</style>",
    '<p style="background:url(https://exemple.invalid/x)">a</p>', "<script>1</script>",
])  # fmt: skip
def test_nothing_is_fetched_when_a_mail_is_opened(content: str, write: Write) -> None:
    write("room/mail/news.html", content)
    with pytest.raises(MailRefused, match=r"room/mail/news\.html"):
        send()
    assert mail.outbox == []


def test_providers_are_told_not_to_track(write: Write) -> None:
    send()
    sent: Any = mail.outbox[-1]
    assert (sent.track_opens, sent.track_clicks) == (False, False)


def test_one_click_unsubscribe(write: Write) -> None:
    message = send(list_unsubscribe="/notifications/arret/abc/")
    assert message["List-Unsubscribe"] == "<https://deffinum.exemple.invalid/notifications/arret/abc/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert send()["List-Unsubscribe"] is None


def test_headers_say_machine_made_and_name_no_machine(write: Write) -> None:
    message = send(reply_to="equipe@exemple.invalid", to=["a@exemple.invalid", "b@exemple.invalid"])
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert message["Reply-To"] == "equipe@exemple.invalid"
    assert message["To"] == "a@exemple.invalid, b@exemple.invalid"
    assert message["Message-ID"].endswith("@deffinum.exemple.invalid>")


def test_a_job_that_runs_again_sends_the_same_mail(write: Write) -> None:
    names = [send(key="calls.receipt:1")["Message-ID"] for _again in range(2)] + [
        send(key="calls.receipt:2")["Message-ID"]
    ]
    assert names[0] == names[1] != names[2]
    assert send()["Message-ID"] != send()["Message-ID"]


def test_only_paths_of_the_platform_become_absolute(write: Write) -> None:
    assert absolute_url("/a/") == "https://deffinum.exemple.invalid/a/"
    assert absolute_url("https://ailleurs.invalid/") == "https://ailleurs.invalid/"
    assert absolute_url("//ailleurs.invalid/") == "//ailleurs.invalid/"


@pytest.mark.django_db
def test_a_command_never_waits_for_a_mail_server(write: Write) -> None:
    @command("tests.send_inside")
    def send_inside(*, by: Actor, now: datetime) -> None:
        send()

    with pytest.raises(SentInsideCommand):
        send_inside(by=PLATFORM, now=CONTEXT["when"])
    assert mail.outbox == []


def test_a_silent_mail_server_is_given_up() -> None:
    assert mail_settings("smtp://serveur.invalid")["EMAIL_TIMEOUT"] == 20
