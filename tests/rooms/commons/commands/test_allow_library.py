"""A library of H5P runs only when somebody allowed exactly its content; the others are refused by name, and wait."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.policies import PLATFORM, VISITOR, Actor, Refused, RoleGrant
from deffinum.rooms.commons.commands import allow_library as module
from deffinum.rooms.commons.commands.allow_library import (
    LibrariesNotAllowed,
    NoLongerWaiting,
    ReasonTooShort,
    allow_library,
    decline_library,
)
from deffinum.rooms.commons.models import AllowedLibrary, LibraryRequest, Resource, ResourceVersion
from deffinum.rooms.commons.policies import may_allow_libraries
from deffinum.rooms.commons.queries import h5p_libraries as queries
from deffinum.rooms.commons.queries.h5p_libraries import ROOM, waiting_count, waiting_libraries, waiting_library
from deffinum.rooms.people.public import Role
from tests.factories.commons import deposited
from tests.factories.h5p import FOLDER, SCRIPT, h5p_package, second_library
from tests.factories.packages import sample
from tests.factories.people import NOW, holder, representative

pytestmark = pytest.mark.django_db
REASON = "Code relu ligne à ligne : aucun appel à un autre site (exemple)."


def officer() -> Actor:
    """An officer of the whole platform."""
    return holder(Role.OFFICER)


def refused_deposit(content: bytes | None = None, by: Actor | None = None) -> LibrariesNotAllowed:
    """A deposit of our own package, whose library nobody allowed."""
    with pytest.raises(LibrariesNotAllowed) as refusal:
        deposited(h5p_package() if content is None else content, name="geste.h5p", by=by or representative())
    return refusal.value


def changed(number: int) -> bytes:
    """Our own package with another content of its library."""
    return h5p_package(files={f"{FOLDER}/geste.js": f"{SCRIPT}//{number}"})


def request_id() -> UUID:
    """Of the one library that waits."""
    (waiting,) = waiting_libraries()
    return waiting.id


def test_a_package_of_allowed_libraries_is_kept() -> None:
    version = deposited(sample("h5p/h5p-test.h5p").read_bytes(), name="h5p-test.h5p")
    assert version.outline["main_library"] == "H5P.TrueFalse-1.6"
    assert not LibraryRequest.objects.exists()


def test_a_deposit_with_another_library_is_refused_by_its_name_and_keeps_nothing_of_it() -> None:
    refusal = refused_deposit()
    assert FOLDER in str(refusal)
    assert "déposez de nouveau" in str(refusal)
    assert (Resource.objects.count(), ResourceVersion.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    (waiting,) = waiting_libraries()
    assert (waiting.library.name, waiting.library.title, waiting.known_versions) == (FOLDER, "Geste (exemple)", ())


def test_a_library_that_is_allowed_is_no_longer_refused() -> None:
    refused_deposit()
    allow_library(request_id=request_id(), reason=REASON, by=officer(), now=NOW)
    assert deposited(h5p_package(), name="geste.h5p").format == "h5p"
    assert waiting_libraries() == []
    entry = AuditEntry.objects.filter(command="commons.allow_library").get()
    assert REASON not in str(entry.arguments)
    assert AllowedLibrary.objects.get().reason == REASON


def test_the_same_name_with_another_content_is_another_library() -> None:
    refused_deposit()
    allow_library(request_id=request_id(), reason=REASON, by=officer(), now=NOW)
    other = h5p_package(files={f"{FOLDER}/geste.js": f"{SCRIPT}fetch('https://exemple.invalid')"})
    refused_deposit(other)
    (waiting,) = waiting_libraries()
    assert waiting.known_versions == (FOLDER,)


def test_a_library_that_borrows_an_allowed_name_is_refused() -> None:
    (about, library) = ({"machineName": "Drop", "majorVersion": 1, "minorVersion": 0}, "Drop-1.0/library.json")
    described = '{"title":"Drop","machineName":"Drop","majorVersion":1,"minorVersion":0,"patchVersion":2,"runnable":0}'
    assert about["machineName"] == "Drop"
    refusal = refused_deposit(h5p_package(files={library: described}))
    assert {each.name for each in refusal.libraries} == {"Drop-1.0", FOLDER}


def test_a_library_waits_once_however_often_it_is_deposited() -> None:
    author = representative()
    refused_deposit(by=author)
    refused_deposit(by=author)
    refused_deposit()
    assert LibraryRequest.objects.count() == 2
    (waiting,) = waiting_libraries()
    assert len(waiting.organisations) == 2


def test_an_organisation_fills_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_REQUESTS", 2)
    author = representative()
    for number in range(4):
        said = str(refused_deposit(changed(number), by=author))
        assert ("Les agents voient qu’elle est demandée" in said) is (number < 2)
        assert ("2 bibliothèques attendent déjà" in said) is (number >= 2)
    assert LibraryRequest.objects.count() == 2
    assert "Les agents voient" in str(refused_deposit(changed(0), by=author))


def test_a_deposit_notes_a_few_and_says_that_there_are_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_NOTED", 2)
    author = representative()
    many = h5p_package(files=second_library("Deffinum.Autre-1.0") | second_library("Deffinum.Tiers-2.1"))
    assert "un dépôt en fait noter 2 au plus" in str(refused_deposit(many, by=author))
    assert LibraryRequest.objects.count() == 2
    assert "Les agents voient qu’elles sont demandées" in str(refused_deposit(many, by=author))
    assert LibraryRequest.objects.count() == 3


def test_two_deposits_at_once_note_a_library_once(monkeypatch: pytest.MonkeyPatch) -> None:
    author = representative()
    refused_deposit(by=author)
    monkeypatch.setattr(module, "waiting_requests", LibraryRequest.objects.none)  # the other has not committed yet
    refused_deposit(by=author)
    assert LibraryRequest.objects.count() == 1


def test_a_permission_ends_the_requests_of_every_organisation() -> None:
    refused_deposit()
    refused_deposit()
    refused_deposit(changed(1))
    allow_library(request_id=waiting_libraries()[0].id, reason=REASON, by=officer(), now=NOW)
    assert (LibraryRequest.objects.count(), waiting_count()) == (1, 1)


def test_what_is_turned_down_leaves_the_list_and_stays_refused() -> None:
    refused_deposit()
    refused_deposit()
    asked = request_id()
    with pytest.raises(ReasonTooShort):
        decline_library(request_id=asked, reason="non", by=officer(), now=NOW)
    with pytest.raises(Refused):
        decline_library(request_id=asked, reason=REASON, by=representative(), now=NOW)
    decline_library(request_id=asked, reason=REASON, by=officer(), now=NOW)
    assert (LibraryRequest.objects.count(), AllowedLibrary.objects.count()) == (0, 0)
    assert AuditEntry.objects.filter(command="commons.decline_library").count() == 1
    with pytest.raises(NoLongerWaiting):
        decline_library(request_id=asked, reason=REASON, by=officer(), now=NOW)
    refused_deposit()
    assert len(waiting_libraries()) == 1


def test_more_than_a_page_shows_is_counted_and_can_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_SHOWN", 1)
    for number in range(3):
        refused_deposit(changed(number))
    assert (len(waiting_libraries()), waiting_count()) == (1, 3)
    assert all(waiting_library(each.pk) for each in LibraryRequest.objects.all())


def test_a_permission_needs_a_reason_and_something_that_waits() -> None:
    refused_deposit()
    waiting = request_id()
    with pytest.raises(ReasonTooShort):
        allow_library(request_id=waiting, reason="   oui   ", by=officer(), now=NOW)
    with pytest.raises(NoLongerWaiting):
        allow_library(request_id=uuid4(), reason=REASON, by=officer(), now=NOW)
    allow_library(request_id=waiting, reason=REASON, by=officer(), now=NOW)
    with pytest.raises(NoLongerWaiting):
        allow_library(request_id=waiting, reason=REASON, by=officer(), now=NOW)
    assert waiting_library(waiting) is None


def test_only_officers_of_the_whole_platform_allow() -> None:
    refused_deposit()
    call_officer = Actor(
        account_id=uuid4(), grants=frozenset({RoleGrant(Role.OFFICER, "call", uuid4())}), kind="person"
    )
    for each in (VISITOR, PLATFORM, representative(), holder(Role.EXPERT), call_officer):
        assert not may_allow_libraries(each, now=NOW)
        with pytest.raises(Refused):
            allow_library(request_id=request_id(), reason=REASON, by=each, now=NOW)
    assert may_allow_libraries(officer(), now=NOW)
    assert may_allow_libraries(holder(Role.ADMINISTRATOR), now=NOW)
    assert not AllowedLibrary.objects.exists()


def test_a_permission_is_never_changed() -> None:
    refused_deposit()
    allow_library(request_id=request_id(), reason=REASON, by=officer(), now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        AllowedLibrary.objects.update(sha256="0" * 64)


def test_the_first_list_is_what_the_tool_says_of_the_real_package() -> None:
    out = io.StringIO()
    call_command("h5p_libraries", sample("h5p/h5p-test.h5p"), stdout=out)
    assert out.getvalue() == (ROOM / "reference/h5p_libraries.csv").read_text(encoding="utf-8")
    assert len(list(csv.DictReader(io.StringIO(out.getvalue())))) == 10


def test_the_tool_says_why_it_reads_nothing(tmp_path: Path) -> None:
    path = tmp_path / "faux.h5p"
    with pytest.raises(CommandError):
        call_command("h5p_libraries", path)
    path.write_bytes(h5p_package(files={"content/a.html": "a"}))
    with pytest.raises(CommandError, match=r"content/a\.html"):
        call_command("h5p_libraries", path)
