"""Keeping, refusing and giving back files."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.files import words
from deffinum.foundation.files.content_store import content_path
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.reading import ContentMissing, FileRemoved, file_response_headers, open_file
from deffinum.foundation.files.receive_upload import (
    FileDamaged,
    FileEmpty,
    FileNotWhatItSays,
    FileTooLarge,
    FileTypeRefused,
    UploadCutShort,
)
from deffinum.foundation.policies import PLATFORM, Actor

pytestmark = pytest.mark.django_db
Store = Callable[..., StoredFile]


def on_disk(folder: Path) -> list[Path]:
    """Every file under the folder, uploads that are arriving included."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_its_hash_and_given_back_whole(
    store: Store, real: dict[str, bytes], actor: Actor, files_folder: Path
) -> None:
    stored = store(real["pdf"], "../Budget prévisionnel.pdf", declared_length=len(real["pdf"]))
    stored.refresh_from_db()
    sha256 = hashlib.sha256(real["pdf"]).hexdigest()
    assert (stored.sha256, stored.size, stored.media_type) == (sha256, len(real["pdf"]), words.PDF)
    assert stored.original_name == "Budget prévisionnel.pdf"
    assert (stored.uploaded_by, stored.state) == (actor.account_id, "kept")
    with open_file(stored) as content:
        assert content.read() == real["pdf"]
    assert on_disk(files_folder) == [files_folder / sha256[:2] / sha256[2:4] / sha256]
    assert content_path(sha256).stat().st_mode & 0o777 == 0o440


def test_keeping_is_audited_with_the_hash(store: Store, real: dict[str, bytes]) -> None:
    stored = store(real["pdf"], "budget.pdf")
    entry = AuditEntry.objects.get(command="files.keep_upload")
    assert entry.arguments["received"]["sha256"] == stored.sha256


def test_a_file_made_by_the_platform_has_no_sender(store: Store, real: dict[str, bytes]) -> None:
    assert store(real["pdf"], "recepisse.pdf", by=PLATFORM).uploaded_by is None


def test_the_same_content_is_written_once(store: Store, real: dict[str, bytes], files_folder: Path) -> None:
    first, second = store(real["pdf"], "a.pdf"), store(real["pdf"], "b.pdf")
    assert first.pk != second.pk
    assert first.sha256 == second.sha256
    assert len(on_disk(files_folder)) == 1


def test_an_encrypted_pdf_is_kept_and_flagged(store: Store, make: Any) -> None:
    assert store(make["pdf"]("secret"), "a.pdf").is_encrypted


REFUSALS: list[tuple[str, Callable[[dict[str, bytes], Any], bytes], type[Exception], str]] = [
    (
        "vide.pdf",
        lambda real, make: b"",
        FileEmpty,
        (
            "Le fichier « vide.pdf » est vide : rien n’a été conservé. "
            "Vérifiez-le sur votre appareil, puis envoyez-le de nouveau."
        ),
    ),
    (
        "image.pdf",
        lambda real, make: real["png"],
        FileNotWhatItSays,
        (
            "Le nom « image.pdf » annonce un document PDF, mais le contenu est une image PNG. Rien n’a été conservé. "
            "Enregistrez de nouveau le document au bon format, puis envoyez-le."
        ),
    ),
    (
        "tableau.xlsx",
        lambda real, make: real["docx"],
        FileNotWhatItSays,
        (
            "Le nom « tableau.xlsx » annonce un tableur Excel (XLSX), mais le contenu est un document Word (DOCX). "
            "Rien n’a été conservé. Enregistrez de nouveau le document au bon format, puis envoyez-le."
        ),
    ),
    (
        "programme.pdf",
        lambda real, make: b"MZ\x90\x00\x03" + b"\0" * 99,
        FileNotWhatItSays,
        (
            "Le nom « programme.pdf » annonce un document PDF, mais le contenu est un programme (Windows). "
            "Rien n’a été conservé. Enregistrez de nouveau le document au bon format, puis envoyez-le."
        ),
    ),
    (
        "photo.png",
        lambda real, make: real["png"],
        FileTypeRefused,
        (
            "« photo.png » est une image PNG : ce format n’est pas accepté ici. Formats acceptés : DOCX, PDF. "
            "Rien n’a été conservé."
        ),
    ),
    (
        "ancien.doc",
        lambda real, make: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99,
        FileTypeRefused,
        (
            "« ancien.doc » est un document Office ancien ou protégé par mot de passe : ce format n’est pas accepté. "
            "Formats acceptés : DOCX, PDF. Rien n’a été conservé. "
            "Enregistrez-le sans mot de passe dans l’un de ces formats, puis envoyez-le."
        ),
    ),
    (
        "macros.docm",
        lambda real, make: make["office"]("docm"),
        FileTypeRefused,
        (
            "« macros.docm » contient des macros (de petits programmes) : "
            "nous ne les acceptons pas, pour la sécurité de "
            "ceux qui le liront. Rien n’a été conservé. Enregistrez-le sans macros, ou en PDF, puis envoyez-le."
        ),
    ),
    (
        "macros.docx",
        lambda real, make: make["office"]("docx", {"word/vbaProject.bin": b"x"}),
        FileTypeRefused,
        (
            "« macros.docx » contient des macros (de petits programmes) : "
            "nous ne les acceptons pas, pour la sécurité de "
            "ceux qui le liront. Rien n’a été conservé. Enregistrez-le sans macros, ou en PDF, puis envoyez-le."
        ),
    ),
    (
        "coupé.pdf",
        lambda real, make: real["pdf"][:200],
        FileDamaged,
        (
            "« coupé.pdf » est incomplet ou abîmé : il ne pourrait pas être relu. Rien n’a été conservé. "
            "Ouvrez-le sur votre appareil, enregistrez-le de nouveau, puis envoyez-le."
        ),
    ),
    (
        "coupé.docx",
        lambda real, make: real["docx"][:-30],
        FileDamaged,
        (
            "« coupé.docx » est incomplet ou abîmé : il ne pourrait pas être relu. Rien n’a été conservé. "
            "Ouvrez-le sur votre appareil, enregistrez-le de nouveau, puis envoyez-le."
        ),
    ),
]


@pytest.mark.parametrize(("name", "content", "error", "sentence"), REFUSALS, ids=[each[0] for each in REFUSALS])
def test_refused_with_its_sentence_and_nothing_kept(
    name: str,
    content: Callable[..., bytes],
    error: type[Exception],
    sentence: str,
    store: Store,
    real: dict[str, bytes],
    make: Any,
    files_folder: Path,
) -> None:
    with pytest.raises(error) as caught:
        store(content(real, make), name, allowed=frozenset({words.PDF, words.DOCX}))
    assert str(caught.value) == sentence
    assert on_disk(files_folder) == []
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "media_type", "error"),
    [
        ("dessin.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', words.SVG, FileTypeRefused),
        ("tableau.csv", "Été;1".encode("cp1252"), words.CSV, FileDamaged),
    ],
)
def test_an_accepted_format_with_a_defect_is_refused(
    name: str, content: bytes, media_type: str, error: type[Exception], store: Store, files_folder: Path
) -> None:
    with pytest.raises(error, match="Rien n’a été conservé"):
        store(content, name, allowed=frozenset({media_type}))
    assert on_disk(files_folder) == []


def test_the_limit_is_exact_and_said(store: Store, real: dict[str, bytes], files_folder: Path) -> None:
    size = len(real["pdf"])
    assert store(real["pdf"], "a.pdf", max_bytes=size).size == size
    with pytest.raises(FileTooLarge) as caught:
        store(real["pdf"], "a.pdf", max_bytes=size - 1)
    assert str(caught.value) == (
        f"Le fichier « a.pdf » dépasse la limite de {size - 1}\u00a0octets : il n’a pas été conservé. "
        "Réduisez-le ou séparez-le en plusieurs fichiers, puis envoyez-le de nouveau."
    )
    assert len(on_disk(files_folder)) == 1


def test_a_length_declared_over_the_limit_is_refused_before_reading(store: Store) -> None:
    class Untouchable:
        def read(self, size: int = -1, /) -> bytes:
            raise AssertionError("must not be read")

    with pytest.raises(FileTooLarge):
        store(Untouchable(), "a.pdf", max_bytes=10, declared_length=11)


def test_a_short_upload_says_what_came(store: Store, real: dict[str, bytes], files_folder: Path) -> None:
    with pytest.raises(UploadCutShort) as caught:
        store(real["pdf"][:100], "a.pdf", declared_length=2_400_000, max_bytes=10**7)
    assert str(caught.value) == (
        "L’envoi de « a.pdf » n’est pas complet : 100\u00a0octets reçus sur 2,4\u00a0Mo annoncés. "
        "Rien n’a été conservé : envoyez de nouveau le fichier."
    )
    assert on_disk(files_folder) == []


def test_a_broken_connection_is_a_short_upload(store: Store, files_folder: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError("connection lost")
            return super().read(5)

    with pytest.raises(UploadCutShort, match="interrompu après 5\u00a0octets"):
        store(Broken(b"%PDF-1.7 and more"), "a.pdf")
    assert on_disk(files_folder) == []


SLOW_UPLOAD = """
import sys, django
from django.conf import settings
settings.configure(FILES_FOLDER=sys.argv[1], USE_I18N=False, INSTALLED_APPS=[])
django.setup()
from deffinum.foundation.files.receive_upload import received_upload
class Slow:
    parts = [b'%PDF-1.7 half a file']
    def read(self, size=-1, /):
        if self.parts:
            return self.parts.pop()
        print('waiting', flush=True)
        sys.stdin.read()
with received_upload(Slow(), declared_name='a.pdf', allowed=frozenset(), max_bytes=1000):
    pass
"""


def test_a_process_killed_while_receiving_leaves_nothing_visible(files_folder: Path) -> None:
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", SLOW_UPLOAD, str(files_folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"waiting\n"
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)
    assert [path.parent.name for path in on_disk(files_folder)] == ["incoming"]
    assert not StoredFile.objects.exists()


def test_headers_save_under_the_name_and_run_nothing(store: Store, real: dict[str, bytes]) -> None:
    stored = store(real["pdf"], "Été 2021.pdf")
    assert file_response_headers(stored) == {
        "Content-Type": "application/pdf",
        "Content-Length": str(stored.size),
        "Content-Disposition": "attachment; filename=\"Ete 2021.pdf\"; filename*=UTF-8''%C3%89t%C3%A9%202021.pdf",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
        "ETag": f'"{stored.sha256}"',
    }


def test_text_is_given_back_as_utf_8(store: Store, real: dict[str, bytes]) -> None:
    stored = store(real["csv"], "a.csv", allowed=frozenset({words.CSV}))
    assert file_response_headers(stored)["Content-Type"] == "text/csv; charset=utf-8"


def test_a_content_lost_by_the_disk_is_our_fault(store: Store, real: dict[str, bytes]) -> None:
    stored = store(real["pdf"], "a.pdf")
    content_path(stored.sha256).unlink()
    with pytest.raises(ContentMissing, match="introuvable de notre côté"):
        open_file(stored)


def test_a_removed_file_is_said_so(store: Store, real: dict[str, bytes]) -> None:
    stored = store(real["pdf"], "a.pdf")
    stored.state = words.REMOVED
    with pytest.raises(FileRemoved, match="Son empreinte reste conservée"):
        open_file(stored)


def test_a_rollback_keeps_no_row(store: Store, real: dict[str, bytes]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        store(real["pdf"], "a.pdf")
        raise RuntimeError("the room changed its mind")
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_people_sending_the_same_file_at_once(store: Store, real: dict[str, bytes], files_folder: Path) -> None:
    failures: list[BaseException] = []

    def send() -> None:
        try:
            store(real["pdf"], "a.pdf", owner_id=uuid.uuid4())
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert StoredFile.objects.count() == 4
    assert len(on_disk(files_folder)) == 1
