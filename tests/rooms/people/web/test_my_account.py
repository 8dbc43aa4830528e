"""My account: profile, security, notifications, data, erasure."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from deffinum.foundation.values import Text
from deffinum.rooms.people.commands.notify import notify
from deffinum.rooms.people.models import Account, Notification
from deffinum.rooms.people.queries.notifications import preferences_of, unsubscribe_token
from deffinum.rooms.people.queries.topics import MANDATE, topics
from tests.factories.people import NOW, AccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    made: Account = AccountFactory(first_name="Sacha", last_name="Exemple")
    return made


@pytest.fixture
def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def tell(account: Account, rank: int = 0, address: str = "/mon-espace/") -> Notification:
    notify(
        account_ids=[account.pk], topic=MANDATE, title=Text("Un titre d’exemple", "A sample title"),
        body=Text("Un texte"), address=address, dedupe_key=f"exemple:{rank}", now=NOW,
    )  # fmt: skip
    return Notification.objects.get(dedupe_key=f"exemple:{rank}")


PAGES = (
    "/mon-compte/",
    "/mon-compte/securite/",
    "/mon-compte/notifications/",
    "/mon-compte/mes-donnees/",
    "/mon-compte/mes-donnees/telecharger/",
    "/mon-compte/effacer/",
    "/notifications/",
    "/organisations/",
)


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_mine_alone(client: Client, signed_in: Client, path: str) -> None:
    assert client.get(path).headers["location"] == f"/comptes/login/?next={path}"
    assert signed_in.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_complete_in_english(signed_in: Client, path: str) -> None:
    signed_in.cookies["django_language"] = "en"
    page = signed_in.get(path).getvalue().decode()
    assert "Mes données" not in page and "Enregistrer" not in page


def test_the_profile_changes_name_language_and_zone(signed_in: Client, account: Account) -> None:
    answer = signed_in.post(
        "/mon-compte/",
        {"first_name": " Dominique ", "last_name": "Exemple", "language": "en", "zone": "Indian/Reunion"},
    )
    assert answer.cookies["django_language"].value == "en"
    account.refresh_from_db()
    assert (account.first_name, account.language, account.zone) == ("Dominique", "en", "Indian/Reunion")


def test_an_unknown_zone_is_refused(signed_in: Client, account: Account) -> None:
    signed_in.post("/mon-compte/", {"first_name": "", "last_name": "", "language": "fr", "zone": "../etc/passwd"})
    account.refresh_from_db()
    assert account.zone == "Europe/Paris"


def test_preferences_are_kept_topic_by_topic(signed_in: Client, account: Account) -> None:
    signed_in.post("/mon-compte/notifications/", {f"{MANDATE}:page": "on"})
    found = {each.topic.key: (each.on_page, each.by_mail) for each in preferences_of(account.pk)}
    assert found[MANDATE] == (True, False)
    assert all(found[each.key] == (False, False) for each in topics() if each.key != MANDATE)


def test_the_bell_counts_and_opening_marks_as_read(signed_in: Client, account: Account) -> None:
    row = tell(account)
    assert "Un titre d’exemple" in signed_in.get("/notifications/").content.decode()
    answer = signed_in.get(f"/notifications/{row.pk}/")
    assert answer.headers["location"] == "/mon-espace/"
    row.refresh_from_db()
    assert row.read_at is not None


def test_a_notification_never_leads_out_of_the_site(signed_in: Client, account: Account) -> None:
    row = tell(account, address="//ailleurs.invalid/")
    assert signed_in.get(f"/notifications/{row.pk}/").headers["location"] == "/notifications/"


def test_the_notification_of_another_is_not_found(signed_in: Client) -> None:
    assert signed_in.get(f"/notifications/{tell(AccountFactory()).pk}/").status_code == 404


def test_marking_all_as_read(signed_in: Client, account: Account) -> None:
    for rank in range(3):
        tell(account, rank)
    signed_in.post("/notifications/lues/")
    assert not Notification.objects.filter(read_at__isnull=True).exists()


def test_the_list_costs_the_same_queries_with_one_and_with_twenty(signed_in: Client, account: Account) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for rank in range(20):
        tell(account, rank)
        if rank in {0, 19}:
            with CaptureQueriesContext(connection) as queries:
                signed_in.get("/notifications/")
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_one_click_unsubscribes_without_signing_in(account: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    address = f"/notifications/desabonnement/{unsubscribe_token(account_id=account.pk, topic=MANDATE)}/"
    strict.get(address)
    assert {each.topic.key: each.by_mail for each in preferences_of(account.pk)}[MANDATE] is True
    answer = strict.post(address, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "C’est fait" in answer.content.decode()) == (200, True)
    assert {each.topic.key: each.by_mail for each in preferences_of(account.pk)}[MANDATE] is False
    assert strict.post("/notifications/desabonnement/faux/").status_code == 404


def test_my_data_come_as_a_file(signed_in: Client, account: Account) -> None:
    tell(account)
    answer = signed_in.get("/mon-compte/mes-donnees/telecharger/")
    assert "attachment" in answer.headers["content-disposition"]
    document = json.loads(answer.getvalue())
    assert document["account"]["email"] == account.email
    assert document["notifications"][0]["title"]["fr"] == "Un titre d’exemple"


def test_erasing_needs_a_tick_then_closes_every_session(signed_in: Client, account: Account) -> None:
    elsewhere = Client()
    elsewhere.force_login(account)
    assert "Cochez la case" in signed_in.post("/mon-compte/effacer/", {}).content.decode()
    signed_in.post("/mon-compte/effacer/", {"agreed": "on"})
    account.refresh_from_db()
    assert account.erased_at is not None
    for client in (signed_in, elsewhere):
        assert client.get("/mon-compte/").status_code == 302


def test_a_post_without_csrf_token_is_refused(account: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account)
    for path in ("/mon-compte/", "/mon-compte/effacer/", "/notifications/lues/", "/demonstration/entrer/"):
        answer: Any = strict.post(path, {"agreed": "on", "persona": "lead"})
        assert answer.status_code == 403
