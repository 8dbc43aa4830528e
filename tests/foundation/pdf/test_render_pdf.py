"""Documents are tagged, titled, in their language, the same each time; what cannot be made says why."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deffinum.foundation.pdf.render import DocumentRefused, render_pdf

CREATED_AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SHAPES = ("letter", "receipt", "agreement")
Render = Callable[..., bytes]
Facts = Callable[[bytes], Any]


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., bytes]:
    """Render a template given as text."""

    def run(source: str, data: dict[str, Any] | None = None, **others: Any) -> bytes:
        path = tmp_path / "small.typ"
        path.write_text(source)
        arguments: dict[str, Any] = {"title": "Petit document", "language": "fr", "created_at": CREATED_AT}
        return render_pdf(path, data or {}, **(arguments | others))

    return run


FRAMED = '#import "/deffinum.typ": *\n#show: frame\n'


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_is_tagged_titled_and_in_its_language(shape: str, render: Render, facts: Facts) -> None:
    found = facts(render(shape, title="Décision d’exemple"))
    assert found.is_tagged
    assert (found.title, found.language) == ("Décision d’exemple", "fr")
    assert found.standards == {"PDF/UA-1"}
    assert found.tags.count("H1") == 1


def test_an_archived_agreement_obeys_both_standards(render: Render, facts: Facts) -> None:
    assert facts(render("agreement", archival=True)).standards == {"PDF/UA-1", "PDF/A-3", "level A"}


def test_english_documents_say_so(render: Render, facts: Facts) -> None:
    found = facts(render("receipt", language="en-gb"))
    assert found.language == "en"
    assert "SHA-256 fingerprint" in found.text


def test_tables_have_tagged_headers_and_a_total(render: Render, facts: Facts) -> None:
    found = facts(render("agreement"))
    assert found.tags.count("Table") == found.tags.count("THead") == 2
    assert found.tags.count("TH") == 3 + 4
    assert found.tags.count("TFoot") == 1
    assert "22\u202f500\u202f000\u00a0€" in found.text


def test_pages_are_numbered_on_all(render: Render, facts: Facts) -> None:
    found = facts(render("agreement"))
    assert found.pages == 4
    assert all(f"Page {rank}/4" in found.text for rank in range(1, 5))


def test_a_fingerprint_is_read_back_whole(render: Render, facts: Facts, examples: dict[str, Any]) -> None:
    text = facts(render("receipt")).text.replace("\n", "")
    assert all(each["sha256"] in text for each in examples["receipt"]["files"])
    assert text.count(examples["receipt"]["facts"][-1][1]["digest"]) == 2


def test_what_people_write_is_never_interpreted(render: Render, facts: Facts) -> None:
    assert "#panic(1) *reste du texte* _tel quel_ $x$ <étiquette>" in facts(render("letter")).text


@settings(max_examples=40, deadline=None)
@example(written="\ufeffmarque d’ordre des octets, \ufffe et \uffff")
@given(written=st.text(max_size=60))
def test_any_text_can_be_printed(tmp_path_factory: pytest.TempPathFactory, written: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.typ"
    path.write_text(FRAMED + "= Titre\n#data.written")
    content = render_pdf(
        path, {"written": written}, title=f"Titre {written}", language="fr", created_at=CREATED_AT, archival=True
    )
    assert content.startswith(b"%PDF-")


def test_a_sign_without_a_font_is_replaced_and_said(small: Render, facts: Facts) -> None:
    text = facts(small(FRAMED + "= Titre\n#data.name", {"name": "École 日本 👩‍🏫 \u202efin"})).text
    assert "École □□ □□ fin" in text
    assert "Le signe □ tient la place d’un caractère" in text


def test_greek_cyrillic_and_mathematical_signs_have_a_font(small: Render, facts: Facts) -> None:
    text = facts(small(FRAMED + "= Titre\n#data.name", {"name": "Ελλάδα Жанна ≥ ½ →"})).text
    assert "Ελλάδα Жанна ≥ ½ →" in text
    assert "□" not in text


def test_a_specimen_is_marked_in_words_on_each_page(render: Render, facts: Facts) -> None:
    found = facts(render("agreement", sample=True))
    assert found.text.count("SPÉCIMEN — données d’exemple") == found.pages + 1
    assert "SPÉCIMEN" not in facts(render("agreement")).text


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_input_gives_the_same_bytes(shape: str, render: Render) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: render(shape, archival=True), range(8)))) == 1


def test_another_process_gives_the_same_bytes(small: Render, tmp_path: Path) -> None:
    here = small(FRAMED + "= Titre")
    program = (
        "import sys, pathlib, datetime, django; from django.conf import settings\n"
        "settings.configure(USE_I18N=False); django.setup()\n"
        "from deffinum.foundation.pdf.render import render_pdf\n"
        "sys.stdout.buffer.write(render_pdf(pathlib.Path(sys.argv[1]), {}, title='Petit document', language='fr', "
        "created_at=datetime.datetime(2026, 11, 22, 10, tzinfo=datetime.UTC)))"
    )
    root = Path(__file__).resolve().parents[3]
    there = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "small.typ")], cwd=root, capture_output=True, check=True
    ).stdout
    assert there == here


def test_the_date_of_the_document_is_the_given_one(small: Render) -> None:
    assert b"D:20261122100000Z" in small(FRAMED + "= Titre")


def test_a_template_of_a_package_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, facts: Facts) -> None:
    folder = tmp_path / "sampleroom" / "templates" / "sampleroom" / "pdf"
    folder.mkdir(parents=True)
    (tmp_path / "sampleroom" / "__init__.py").touch()
    (folder / "words.typ").write_text('#let greeting = "Bonjour d’à côté"')
    (folder / "note.typ").write_text(f'#import "/words.typ": greeting\n{FRAMED}= Titre\n#greeting')
    monkeypatch.syspath_prepend(tmp_path)
    content = render_pdf(
        ("sampleroom", "sampleroom/pdf/note.typ"), {}, title="Note", language="fr", created_at=CREATED_AT
    )
    assert "Bonjour d’à côté" in facts(content).text


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("= Titre", "missing document title"),
        (FRAMED + "= A\n=== B", "skipped from heading level 1 to 3"),
        (FRAMED + "= A\n#data.absent", "does not contain key"),
        (FRAMED + '= A\n#blocks(((kind: "video"),))', "unknown block kind: video"),
        (FRAMED + '= A\n#read("/etc/passwd")', "file not found"),
        (FRAMED + '#import "@preview/cetz:0.3.0"', "le modèle demande un paquet extérieur"),
    ],
)
def test_what_cannot_be_made_names_its_cause(source: str, cause: str, small: Render) -> None:
    with pytest.raises(DocumentRefused) as caught:
        small(source)
    assert cause in caught.value.cause
    assert cause in str(caught.value)
    assert "Vos données sont conservées" in str(caught.value)


@pytest.mark.parametrize("value", [1.5, object(), b"bytes", {"deep": [0.1]}])
def test_only_plain_data_reach_a_document(value: Any, small: Render) -> None:
    with pytest.raises(TypeError, match="A document's data are texts"):
        small(FRAMED + "= Titre", {"value": value})
