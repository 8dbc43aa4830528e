"""The pages of consents and of the length of time that statements are kept."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.rooms.people.models import Account
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.models import Consent, RetentionRule
from tests.factories.people import NOW, OrganisationFactory, contributor, person, representative
from tests.factories.records import store_key

pytestmark = pytest.mark.django_db


def browser(by: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=by.account_id))
    return client


def test_a_consent_is_noted_with_the_words_that_were_read() -> None:
    organisation = OrganisationFactory()
    learner = enrol_learner(organisation_id=organisation.pk, label="Zélie E.", account_id=None, by=PLATFORM, now=NOW)
    address = reverse("records:consents", args=[learner.id])
    client = browser(contributor(organisation))
    assert "Rien n’est noté" in client.get(address).content.decode()
    page = client.post(address, {"purpose": "proof", "is_given": "no"}).content.decode()
    assert "Recopiez la phrase" in page
    words = {"purpose": "proof", "is_given": "no", "wording": "Phrase d’exemple."}
    page = client.post(address, words, follow=True).content.decode()
    assert "Retiré" in page
    assert "Phrase d’exemple." in page
    assert browser(person()).post(address, words).status_code == 403
    assert Consent.objects.count() == 1


def test_the_months_are_set_together_or_not_at_all() -> None:
    organisation = OrganisationFactory()
    client, address = browser(representative(organisation)), reverse("records:retention", args=[organisation.pk])
    assert "Créez d’abord une clé" in client.get(address, follow=True).content.decode()
    store_key(organisation=organisation)
    assert 'value="60"' in client.get(address).content.decode()
    client.post(address, {"training": "12", "proof": "24", "improvement": "0"})
    assert not RetentionRule.objects.exists()
    client.post(address, {"training": "12", "proof": "24", "improvement": "6"})
    found = dict(RetentionRule.objects.values_list("purpose", "months"))
    assert found == {"training": 12, "proof": 24, "improvement": 6}
    assert browser(contributor(organisation)).get(address).status_code == 403
