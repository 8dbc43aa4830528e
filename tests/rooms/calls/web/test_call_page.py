"""The public page of a call."""

from __future__ import annotations

import io

import pytest
from django.test import Client

from deffinum.foundation.files.keep_upload import keep_upload
from deffinum.foundation.files.receive_upload import received_upload
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.calls.models import Call, CallDocument
from tests.factories.calls import NOW

pytestmark = pytest.mark.usefixtures("loaded")


def _text(client: Client, address: str, language: str = "fr") -> str:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_real_call_is_told_with_its_dates_its_rules_and_its_limits(client: Client) -> None:
    page = _text(client, "/appels/deffinum/")
    for expected in (
        "31 août 2021 à 12 h 00 (heure de Paris)",
        "30 décembre 2021 à 12 h 00",
        "2 mai 2022 à 12 h 00",
        "433 jours après la clôture",
        "Délais réellement constatés : 433, 312 et 189 jours",
        "70 % de l’assiette éligible",
        "500 000 €",
        "36 mois",
        "Pondération d’exemple, non publiée dans nos sources.",
        "Un premier calendrier annonçait la vague 3 du 30 janvier au 30 avril 2022",
        "Aucune vague n’est ouverte",
    ):
        assert expected in page, expected


def test_the_open_sample_call_says_it_is_a_sample_and_what_to_do(client: Client) -> None:
    page = _text(client, "/appels/appel-exemple/")
    assert "aucune aide réelle n’est versée" in page
    assert 'href="/appels/appel-exemple/verification/"' in page
    assert "Lettre d’engagement" in page
    assert "une par membre du groupement" in page
    assert "au plus 10 % de l’assiette" in page


def test_a_record_of_a_call_run_elsewhere_offers_no_application(client: Client) -> None:
    page = _text(client, "/appels/ami-cma/")
    assert "Cet appel ne se dépose pas sur cette plateforme." in page
    assert "Vérifier en cinq questions" not in page
    assert client.get("/appels/ami-cma/verification/").status_code == 404
    assert client.get("/appels/ami-cma/calendrier.ics").status_code == 404


def test_what_a_region_did_not_publish_is_said(client: Client) -> None:
    page = _text(client, "/appels/deffinov-paca/")
    assert "sa valeur n’est pas dans nos sources" in page
    assert "ni l’année ni les dates de dépôt ne sont dans nos sources" in page
    assert "20 %" in page


@pytest.mark.parametrize("slug", ["deffinum", "deffinov-paca", "ami-cma", "appel-exemple"])
def test_every_page_speaks_english(client: Client, slug: str) -> None:
    page = _text(client, f"/appels/{slug}/", language="en")
    for expected in ("Who it is for", "How much", "Questions and answers"):
        assert expected in page


def test_the_page_costs_few_queries(client: Client, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get("/appels/deffinum/")


def test_the_calendar_gives_each_instant_in_universal_time(client: Client) -> None:
    text = client.get("/appels/deffinum/calendrier.ics").content.decode()
    for instant in ("20210831T100000Z", "20211230T110000Z", "20220502T100000Z"):
        assert f"DTSTART:{instant}" in text
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert max(len(line.encode()) for line in lines) <= 75
    assert text.count("BEGIN:VEVENT") == 6


def test_the_feed_tells_notices_and_calls(client: Client) -> None:
    response = client.get("/appels/flux.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    text = response.content.decode()
    assert "Résultats : 62 projets retenus" in text
    assert "/appels/appel-exemple/" in text


def _document(slug: str) -> CallDocument:
    content = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n0\n%%EOF\n"
    with received_upload(
        io.BytesIO(content), declared_name="cahier.pdf", allowed=frozenset({"application/pdf"}), max_bytes=10_000
    ) as received:
        call = Call.objects.get(slug=slug)
        kept = keep_upload(
            received=received, purpose="document", owner_kind="calls.call", owner_id=call.pk, by=PLATFORM, now=NOW
        )
    return CallDocument.objects.create(call=call, title={"fr": "Cahier d’exemple", "en": "Sample text"}, file=kept)


def test_a_document_kept_here_is_listed_and_given_back(client: Client) -> None:
    document = _document("appel-exemple")
    address = f"/appels/appel-exemple/documents/{document.pk}/"
    page = _text(client, "/appels/appel-exemple/")
    assert f'href="{address}"' in page and "Cahier d’exemple" in page and "cahier.pdf" in page
    answer = client.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"
    assert client.get(f"/appels/deffinum/documents/{document.pk}/").status_code == 404
    Call.objects.filter(slug="appel-exemple").update(state="draft")
    assert client.get(address).status_code == 404


def test_a_document_of_another_site_has_no_file_here(client: Client) -> None:
    call = Call.objects.get(slug="appel-exemple")
    other = CallDocument.objects.create(call=call, title={"fr": "Ailleurs"}, address="https://exemple.invalid/a.pdf")
    assert 'href="https://exemple.invalid/a.pdf"' in _text(client, "/appels/appel-exemple/")
    assert client.get(f"/appels/appel-exemple/documents/{other.pk}/").status_code == 404
