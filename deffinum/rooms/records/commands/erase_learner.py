"""Erase a learner: the traces still count, and nobody can say whose they are."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.xapi.signatures import USAGE
from deffinum.rooms.records.models import Document, Forwarding, Learner, RefusedStatement, Registration
from deffinum.rooms.records.models.held_learner import hold_row_for_erasure
from deffinum.rooms.records.models.renamed_rows import Renamed, rename_agent
from deffinum.rooms.records.policies import may_erase_learner
from deffinum.rooms.records.queries.learners import agent_key_of
from deffinum.rooms.records.queries.open_key import neutral_name

Json = Any


@command("records.erase_learner")
def erase_learner(*, learner_id: UUID, by: Actor, now: datetime) -> int:
    """Forget who the learner was; returns how many statements bear a fresh opaque name from now on.

    Gone: the learner with its label and account, its headsets, its registrations in courses, its documents, the
    attachments of its statements (a photograph shows a face) and every signature over its old name. Kept: ids, verbs,
    activities, results and instants, so that counts stay. A tool that sends again what it sent before is refused (the
    id is taken): the old name does not come back.
    Erasing twice changes nothing. Raises Refused.
    """
    hold_row_for_erasure(learner_id=learner_id)
    learner = Learner.objects.select_related("store").filter(pk=learner_id).first()
    if learner is None:
        return 0
    may_erase_learner(by, learner.store.organisation_id, now=now).require()
    old, fresh = learner.name, secrets.token_urlsafe(16)
    devices = {f"key-{each}": neutral_name("device", each) for each in learner.devices.values_list("pk", flat=True)}
    renamed = rename_agent(
        store_id=learner.store_id,
        old=learner.agent_key,
        new=agent_key_of(fresh),
        rename=lambda body, is_actor: _renamed(body, old, fresh, devices, is_actor=is_actor),
    )
    Document.objects.filter(store_id=learner.store_id, agent_key=learner.agent_key).delete()
    Registration.objects.filter(learner=learner).delete()
    _forget_sentences(learner)
    learner.delete()
    return renamed


def _forget_sentences(learner: Learner) -> None:
    """Take the old name out of what other stores said of the statements that they were sent."""
    own = Forwarding.objects.filter(store=learner.store)
    own.filter(trouble_sentence__contains=learner.name).update(trouble_sentence="")
    RefusedStatement.objects.filter(forwarding__in=own, sentence__contains=learner.name).update(sentence="")


def _renamed(body: str, old: str, fresh: str, devices: dict[str, str], *, is_actor: bool) -> Renamed:
    """The body without what tells the person; wherever else the old name stands in it, the fresh one replaces it.

    `devices`: the neutral name by account of the learner's devices, whose statements once bore what people call them.
    """
    statement = orjson.loads(body)
    authority = statement["authority"]
    authority["name"] = devices.get(authority["account"]["name"], authority["name"])
    dropped: list[str] = []
    for holder in (statement, statement["object"]):
        declared = holder.pop("attachments", ())
        kept = [each for each in declared if not is_actor and each["usageType"] != USAGE]
        dropped += [each["sha2"].lower() for each in declared if each not in kept]
        if kept:
            holder["attachments"] = kept
    _forget_display_names(statement, old)
    return Renamed(orjson.dumps(statement).decode().replace(old, fresh), tuple(dropped))


def _forget_display_names(value: Json, old: str) -> None:
    """Take away the `name` that a tool wrote beside the account, wherever the agent stands."""
    if isinstance(value, list):
        for each in value:
            _forget_display_names(each, old)
    elif isinstance(value, dict):
        account = value.get("account")
        if isinstance(account, dict) and account.get("name") == old:
            value.pop("name", None)
        for each in value.values():
            _forget_display_names(each, old)
