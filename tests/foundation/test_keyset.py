"""Pages that begin after a row: every row once, in order, forwards and backwards, whatever ties there are."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from deffinum.foundation.keyset import page_of
from deffinum.rooms.people.models import Organisation
from tests.factories.people import NOW, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", [("name", "id"), ("-name", "id"), ("-registered_at", "name", "id")])
def test_every_row_comes_once_both_ways(order: tuple[str, ...]) -> None:
    for rank in range(7):
        OrganisationFactory(name=f"Exemple {rank // 3}", registered_at=NOW + timedelta(days=rank % 2))
    rows = Organisation.objects.all()
    whole = list(rows.order_by(*order))
    page = page_of(rows, order=order, after=None, before=None, most=3)
    assert (page.rows, page.previous, page.next) == (whole[:3], None, whole[2].pk)
    page = page_of(rows, order=order, after=page.next, before=None, most=3)
    assert (page.rows, page.previous, page.next) == (whole[3:6], whole[3].pk, whole[5].pk)
    last = page_of(rows, order=order, after=page.next, before=None, most=3)
    assert (last.rows, last.previous, last.next) == (whole[6:], whole[6].pk, None)
    back = page_of(rows, order=order, after=None, before=last.previous, most=3)
    assert (back.rows, back.previous, back.next) == (whole[3:6], whole[3].pk, whole[5].pk)
    first = page_of(rows, order=order, after=None, before=back.previous, most=3)
    assert (first.rows, first.previous) == (whole[:3], None)


def test_a_row_that_is_gone_begins_anew() -> None:
    one = OrganisationFactory()
    assert page_of(Organisation.objects.all(), order=("id",), after=uuid4(), before=None, most=3).rows == [one]
    assert page_of(Organisation.objects.all(), order=("id",), after=None, before=uuid4(), most=3).rows == [one]
