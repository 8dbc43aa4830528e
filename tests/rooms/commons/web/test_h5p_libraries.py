"""Where officers see the libraries that wait, and allow one."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deffinum.rooms.commons.commands.allow_library import LibrariesNotAllowed
from deffinum.rooms.commons.models import AllowedLibrary, Resource
from deffinum.rooms.commons.queries.h5p_libraries import waiting_libraries
from deffinum.rooms.commons.web.staff import h5p_libraries as module
from deffinum.rooms.people.public import Account, Role
from tests.factories.commons import allowed, deposited
from tests.factories.h5p import FOLDER, h5p_package, parts
from tests.factories.people import AccountFactory, RoleFactory, representative

pytestmark = pytest.mark.django_db
LIST = "/instruction/bibliotheques-h5p/"


@pytest.fixture
def waiting() -> str:
    """The address of the one library that waits."""
    with pytest.raises(LibrariesNotAllowed):
        deposited(h5p_package(), name="geste.h5p")
    (found,) = waiting_libraries()
    return f"{LIST}{found.id}/"


def browser(role: Role | None) -> Client:
    """Of a person with this role everywhere."""
    account = AccountFactory()
    if role is not None:
        RoleFactory(account=account, role=role)
    client = Client()
    client.force_login(account)
    return client


def test_an_officer_sees_what_waits_and_allows_it_with_a_reason(waiting: str) -> None:
    officer = browser(Role.OFFICER)
    assert FOLDER in officer.get(LIST).content.decode()
    page = officer.get(waiting).content.decode()
    assert waiting_libraries()[0].library.sha256 in page
    assert "Dites ce que vous avez vérifié" in officer.post(waiting, {"reason": ""}).content.decode()
    assert "Dites en quelques mots" in officer.post(waiting, {"reason": "oui"}).content.decode()
    assert not AllowedLibrary.objects.exists()
    answer = officer.post(waiting, {"reason": "Code relu, licence libre, aucun envoi."}, follow=True)
    assert "Code relu, licence libre" in answer.content.decode()
    assert "Aucune bibliothèque n’attend" in answer.content.decode()
    assert officer.get(waiting).status_code == 404


def test_an_officer_turns_a_library_down(waiting: str) -> None:
    officer = browser(Role.OFFICER)
    assert "pourquoi vous écartez" in officer.post(waiting, {"reason": "non", "do": "decline"}).content.decode()
    answer = officer.post(waiting, {"reason": "Copie sans auteur ni licence.", "do": "decline"}, follow=True)
    assert "est écartée" in answer.content.decode()
    assert "Aucune bibliothèque n’attend" in answer.content.decode()
    assert not AllowedLibrary.objects.exists()


def test_the_page_says_how_many_more_wait(waiting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2):
        with pytest.raises(LibrariesNotAllowed):
            deposited(h5p_package(files={f"{FOLDER}/geste.js": f"//{number}"}), name="geste.h5p")
    assert "montrée" not in browser(Role.OFFICER).get(LIST).content.decode()
    monkeypatch.setattr(module, "MOST_SHOWN", 1)
    assert "2 autres attendent" in browser(Role.OFFICER).get(LIST).content.decode()


def test_a_title_that_hides_a_zero_byte_is_kept_without_it() -> None:
    about, library, _content = parts()
    about |= {"title": "Geste\0", "license": "\0CC0"}
    library["title"] = "Geste\0"
    with pytest.raises(LibrariesNotAllowed):
        deposited(h5p_package(about, library), name="geste.h5p")
    assert waiting_libraries()[0].library.title == "Geste"
    version = deposited(allowed(h5p_package(about, library)), name="geste.h5p")
    assert (version.title, version.outline["libraries"][0]["title"]) == ("Geste", "Geste")


def test_the_desk_leads_officers_there_and_nobody_else() -> None:
    assert f'href="{LIST}"' in browser(Role.OFFICER).get("/instruction/").content.decode()
    assert f'href="{LIST}"' not in browser(Role.EXPERT).get("/instruction/").content.decode()


def test_nobody_else_sees_or_allows_anything(waiting: str) -> None:
    for role in (None, Role.EXPERT, Role.DECIDER):
        for address in (LIST, waiting):
            assert browser(role).get(address).status_code == 403
        assert browser(role).post(waiting, {"reason": "Je permets sans être agent."}).status_code == 403
    assert Client().get(LIST).status_code == 302
    assert not AllowedLibrary.objects.exists()


def test_the_depositor_reads_which_library_is_refused_and_what_to_do() -> None:
    author = representative()
    (organisation_id,) = author.organisation_ids
    client = Client()
    client.force_login(Account.objects.get(pk=author.account_id))
    file = SimpleUploadedFile("geste.h5p", h5p_package())
    page = client.post(
        f"/organisations/{organisation_id}/ressources/deposer/", {"package": file, "licence": "CC0-1.0"}
    ).content.decode()
    assert FOLDER in page
    assert "quand ils l’auront permise" in page
    assert len(waiting_libraries()) == 1
    assert not Resource.objects.exists()
