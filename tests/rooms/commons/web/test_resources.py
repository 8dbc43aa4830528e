"""The list of an organisation's resources, page after page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deffinum.rooms.people.models import Account
from tests.factories.commons import deposited
from tests.factories.people import OrganisationFactory, representative

pytestmark = pytest.mark.django_db


def test_the_list_goes_on_to_the_next_page_with_few_queries(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr("deffinum.rooms.commons.queries.resources.SHOWN", 2)
    organisation = OrganisationFactory()
    author, client = representative(organisation), Client()
    client.force_login(Account.objects.get(pk=author.account_id))
    made = [deposited(by=author, title=f"Exemple {rank // 2}") for rank in range(3)]
    listed = sorted(made, key=lambda each: (each.resource.title, each.resource_id))
    address = reverse("commons:resources", args=[organisation.pk])
    with django_assert_max_num_queries(12):
        first = client.get(address).content.decode()
    assert [reverse("commons:version", args=[each.pk]) in first for each in listed] == [True, True, False]
    assert f'href="?apres={listed[1].resource_id}"' in first
    last = client.get(f"{address}?apres={listed[1].resource_id}").content.decode()
    assert [reverse("commons:version", args=[each.pk]) in last for each in listed] == [False, False, True]
    assert f'href="?avant={listed[2].resource_id}"' in last
