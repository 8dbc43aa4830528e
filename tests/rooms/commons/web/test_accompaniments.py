"""The texts of a version: asked at deposit, added later, shown on its pages, served to whom it opens."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.commons.models import Accompaniment, Resource, ResourceVersion
from deffinum.rooms.records.public import enrol_learner
from tests.factories.commons import deposited
from tests.factories.documents import small_document
from tests.factories.people import NOW, AccountFactory
from tests.factories.video import bare_video

pytestmark = pytest.mark.django_db

CAPTIONS = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Marie>Tenez l'<i>\xc3\xa9chelle</i> &lt;ici&gt;."


@pytest.fixture
def video() -> ResourceVersion:
    return deposited(bare_video(), name="echelle.webm")


def author_of(version: ResourceVersion) -> Client:
    client = Client()
    client.force_login(version.imported_by)
    return client


def learner_of(version: ResourceVersion) -> Client:
    account, client = AccountFactory(), Client()
    enrol_learner(
        organisation_id=version.resource.organisation_id, label="", account_id=account.pk, by=PLATFORM, now=NOW
    )
    client.force_login(account)
    return client


def page_of(version: ResourceVersion) -> str:
    return f"/ressources/versions/{version.pk}/accompagnements/"


def add(client: Client, version: ResourceVersion, kind: str, content: bytes, **words: str) -> str:
    upload = SimpleUploadedFile("texte.vtt", content)
    given = {"kind": kind, "language": "fr", "file": upload, "text": "", **words}
    return client.post(page_of(version), given, follow=True).content.decode()


def test_captions_are_added_then_offered_and_read_without_a_script(video: ResourceVersion) -> None:
    assert "Ce texte est montré" in add(author_of(video), video, "captions", CAPTIONS)
    client = learner_of(video)
    page = client.get(f"/ressources/versions/{video.pk}/lecteur/").content.decode()
    track = re.search(r'<track kind="captions" srclang="fr" label="Français" src="([^"]+)">', page)
    assert track is not None
    assert '<li data-start="1.000"><span data-clock>0:01</span> <strong>Marie</strong>' in page
    assert "Tenez l&#x27;échelle &lt;ici&gt;." in page
    served = client.get(track[1])
    assert (served["Content-Type"], served.content) == ("text/vtt; charset=utf-8", CAPTIONS)
    stranger = Client()
    stranger.force_login(AccountFactory())
    assert stranger.get(track[1]).status_code == 403
    other = deposited(bare_video(), name="autre.webm")
    assert learner_of(other).get(track[1].replace(str(video.pk), str(other.pk))).status_code == 404


def test_a_wrong_line_is_named_beside_the_file_and_nothing_is_kept(video: ResourceVersion) -> None:
    page = add(author_of(video), video, "captions", CAPTIONS.replace(b"<i>", b"<script>"))
    assert "Ligne 4 :" in page
    assert not Accompaniment.objects.exists()


def test_a_text_may_be_typed_and_is_withdrawn(video: ResourceVersion) -> None:
    client = author_of(video)
    client.post(page_of(video), {"kind": "alternative", "language": "en", "text": "How to hold a ladder."})
    player = f"/ressources/versions/{video.pk}/lecteur/"
    assert '<div class="text" lang="en"><p>How to hold a ladder.</p></div>' in client.get(player).content.decode()
    words = {"kind": "alternative", "language": "en"}
    page = client.post(f"{page_of(video)}retirer/", words, follow=True).content.decode()
    assert "n’est plus montré" in page
    assert "How to hold" not in client.get(player).content.decode()
    assert "déjà plus montré" in client.post(f"{page_of(video)}retirer/", words, follow=True).content.decode()
    assert client.post(f"{page_of(video)}retirer/", {"kind": "autre", "language": "en"}).status_code == 404


def test_only_the_organisation_accompanies(video: ResourceVersion) -> None:
    client = learner_of(video)
    assert client.get(page_of(video)).status_code == 403
    assert client.post(f"{page_of(video)}retirer/", {"kind": "alternative", "language": "fr"}).status_code == 403


def test_a_resource_that_is_no_video_is_not_asked_for_captions() -> None:
    version = deposited(small_document("Une page"), name="notice.pdf")
    page = author_of(version).get(page_of(version)).content.decode()
    assert 'value="alternative"' in page
    assert 'value="captions"' not in page


@pytest.mark.parametrize("content", [None, small_document("Une page")], ids=["module", "pdf"])
def test_the_alternative_is_missed_aloud_then_shown(content: bytes | None) -> None:
    version = deposited(content, name="notice.pdf" if content else "paquet.zip")
    client, address = author_of(version), f"/ressources/versions/{version.pk}/"
    assert "pas encore d’alternative textuelle" in client.get(address).content.decode()
    client.post(page_of(version), {"kind": "alternative", "language": "fr", "text": "On tient l’échelle."})
    played = f"{address}lecteur/" if content else f"{address}essayer/"
    for shown in (address, played):
        assert "<p>On tient l’échelle.</p>" in client.get(shown).content.decode()
    assert "pas encore d’alternative" not in client.get(address).content.decode()


def test_a_deposit_asks_for_the_texts_and_keeps_them(video: ResourceVersion) -> None:
    client, address = author_of(video), f"/organisations/{video.resource.organisation_id}/ressources/deposer/"
    assert "Alternative textuelle" in client.get(address).content.decode()

    def deposit(captions: bytes) -> str:
        given = {
            "package": SimpleUploadedFile("echelle.webm", bare_video()),
            "title": "Exemple",
            "licence": "CC-BY-4.0",
            "alternative": "A ladder is held.",
            "language": "en",
            "captions": SimpleUploadedFile("echelle.vtt", captions),
        }
        return client.post(address, given, follow=True).content.decode()

    assert "Ligne 1 :" in deposit(b"SRT")
    assert Resource.objects.count() == 1
    assert "La ressource est déposée" in deposit(CAPTIONS)
    assert list(Accompaniment.objects.values_list("kind", "language")) == [("alternative", "en"), ("captions", "en")]
