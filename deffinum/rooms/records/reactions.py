"""What this room does about facts: it gives persons their traces back, and forgets erased accounts."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import override

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.events import reacts_to
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Text
from deffinum.foundation.xapi.sending import words_of_trouble
from deffinum.rooms.people.public import (
    AccountErased,
    account_ids_of_organisation,
    notify,
    register_data_section,
    register_topic,
)
from deffinum.rooms.records.commands.erase_learner import erase_learner
from deffinum.rooms.records.events import ForwardingHeld
from deffinum.rooms.records.models import Forwarding
from deffinum.rooms.records.queries.learner_records import my_traces
from deffinum.rooms.records.queries.learners import learners_of_account

register_data_section("records", my_traces)
FORWARDINGS = "records.forwardings"
register_topic(
    FORWARDINGS, Text("les transmissions de traces de mon organisme", "my organisation’s forwardings of records")
)


@reacts_to(ForwardingHeld)
def tell_of_held_forwarding(fact: ForwardingHeld, *, now: datetime) -> None:
    """Tell the people who may resume it; nobody when somebody did meanwhile, or closed it."""
    row = Forwarding.objects.select_related("store").get(pk=fact.forwarding_id)
    if row.state != "held":
        return
    with override("fr"):
        french = words_of_trouble(row.trouble, status=row.trouble_status)
    with override("en"):
        english = words_of_trouble(row.trouble, status=row.trouble_status)
    notify(
        account_ids=account_ids_of_organisation(row.store.organisation_id, day=day_of(now)),
        topic=FORWARDINGS,
        title=Text(
            f"Transmission suspendue : {row.label}",
            f"Forwarding on hold: {row.label}",
        ),
        body=Text(
            f"Après plusieurs échecs, plus rien n’est transmis à « {row.recipient} ». {french} Rien n’est perdu : "
            "reprenez la transmission quand c’est réparé.",
            f"After several failures, nothing more is sent to “{row.recipient}”. {english} Nothing is lost: resume the "
            "forwarding once it is mended.",
        ),
        address=reverse("records:forwarding", args=[row.pk]),
        dedupe_key=f"records-held-{row.pk}-{fact.held_at.isoformat()}",
        now=now,
    )


@reacts_to(AccountErased)
def forget_erased_account(fact: AccountErased, *, now: datetime) -> None:
    """Erase what the person was in every store."""
    for learner in learners_of_account(account_id=fact.account_id):
        erase_learner(learner_id=learner.id, by=PLATFORM, now=now)
