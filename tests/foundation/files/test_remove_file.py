"""Removing keeps the proof; checking finds what the disk lost."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.files.checking import check_files
from deffinum.foundation.files.content_store import content_path, new_incoming_file, place_content
from deffinum.foundation.files.jobs import FilesDamaged, check_every_file
from deffinum.foundation.files.lifecycle import STORED_FILE
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.remove_file import delete_unshared_content, remove_file
from deffinum.foundation.lifecycle.table import MoveRefused
from deffinum.foundation.policies import Actor

pytestmark = pytest.mark.django_db
Store = Callable[..., StoredFile]


def test_the_row_and_its_hash_stay_and_the_content_goes(
    store: Store, real: dict[str, bytes], actor: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    stored = store(real["pdf"], "a.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(file_id=stored.pk, reason="Envoyé par erreur", by=actor, now=database_now())
    stored.refresh_from_db()
    assert stored.state == "removed"
    assert len(stored.sha256) == 64
    assert not content_path(stored.sha256).exists()
    transition = STORED_FILE.history(stored).get()
    assert (transition.reason, transition.actor_id) == ("Envoyé par erreur", actor.account_id)


def test_a_content_that_others_share_stays(
    store: Store, real: dict[str, bytes], actor: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = store(real["pdf"], "a.pdf"), store(real["pdf"], "b.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(file_id=first.pk, reason="Doublon", by=actor, now=database_now())
    assert content_path(second.sha256).exists()
    assert delete_unshared_content(second.sha256) is False


def test_removing_needs_a_reason_and_happens_once(store: Store, real: dict[str, bytes], actor: Actor) -> None:
    stored = store(real["pdf"], "a.pdf")
    with pytest.raises(MoveRefused):
        remove_file(file_id=stored.pk, reason=" ", by=actor, now=database_now())
    remove_file(file_id=stored.pk, reason="Erreur", by=actor, now=database_now())
    with pytest.raises(MoveRefused):
        remove_file(file_id=stored.pk, reason="Encore", by=actor, now=database_now())


def test_checking_names_lost_and_changed_contents(store: Store, real: dict[str, bytes], make: Any) -> None:
    lost, changed = store(real["pdf"], "a.pdf"), store(make["pdf"]("x"), "b.pdf")
    content_path(lost.sha256).unlink()
    content_path(changed.sha256).chmod(0o600)
    content_path(changed.sha256).write_bytes(b"other")
    with pytest.raises(CommandError) as caught:
        call_command("check_files", stdout=io.StringIO())
    assert str(caught.value) == f"missing {lost.sha256}\nchanged {changed.sha256}"


def test_sweeping_deletes_only_old_left_overs(store: Store, real: dict[str, bytes]) -> None:
    kept, orphan = store(real["pdf"], "a.pdf").sha256, hashlib.sha256(b"rolled back").hexdigest()
    rolled_back, fresh, old = new_incoming_file(), new_incoming_file(), new_incoming_file()
    rolled_back.write_bytes(b"rolled back")
    place_content(rolled_back, orphan)
    fresh.write_bytes(b"arriving")
    old.write_bytes(b"cut")
    before = (database_now() - timedelta(days=2)).timestamp()
    for path in (old, content_path(orphan), content_path(kept)):
        os.utime(path, (before, before))
    report = check_files(now=database_now(), sweep=True)
    assert (report.unowned, report.cut_uploads, report.missing) == ((orphan,), 1, ())
    assert fresh.exists()
    assert not old.exists()
    assert content_path(kept).exists()
    assert not content_path(orphan).exists()
    output = io.StringIO()
    call_command("check_files", sweep=True, stdout=output)
    assert output.getvalue().startswith("1 contents checked. Left-overs deleted: 0 contents")


def test_every_night_the_worker_checks_and_sweeps(
    store: Store, real: dict[str, bytes], caplog: pytest.LogCaptureFixture
) -> None:
    lost, orphan = store(real["pdf"], "a.pdf").sha256, hashlib.sha256(b"rolled back").hexdigest()
    rolled_back = new_incoming_file()
    rolled_back.write_bytes(b"rolled back")
    place_content(rolled_back, orphan)
    before = (database_now() - timedelta(days=2)).timestamp()
    os.utime(content_path(orphan), (before, before))
    check_every_file.func(timestamp=0)
    assert not content_path(orphan).exists()
    content_path(lost).unlink()
    with pytest.raises(FilesDamaged, match="1 contents missing, 0 changed"):
        check_every_file.func(timestamp=0)
    assert f"The content {lost} is missing on the disk." in caplog.messages
