"""The completeness page of a file whose content was never published."""

from __future__ import annotations

import pytest
from django.urls import reverse

from deffinum.rooms.selection.models import Examination
from tests.factories.selection import client_of, make_walk


@pytest.mark.django_db
def test_a_file_of_public_record_has_nothing_to_check() -> None:
    walk = make_walk()
    address = reverse("selection:completeness", args=[walk.application.pk])
    officer = client_of(walk.officer)
    assert "<table" in officer.get(address).content.decode()
    Examination.objects.filter(pk=walk.examination.pk).update(is_historical=True)
    page = officer.get(address).content.decode()
    assert "son contenu et son examen ne l’ont pas été" in page
    assert "<table" not in page
