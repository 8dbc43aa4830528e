"""Statements and stores for tests. Every learner, activity and organisation is made up."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from typing import Any

import orjson
from django.test import Client

from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.records.commands.open_store import NewKey, make_key
from deffinum.rooms.records.words import KeyScope
from tests.factories.people import NOW, OrganisationFactory

VERBS = "http://adlnet.gov/expapi/verbs/"
HOME = "https://traces.exemple.invalid"


def learner(name: str = "apprenant-1") -> dict[str, Any]:
    """An agent known by an opaque name."""
    return {"objectType": "Agent", "account": {"homePage": HOME, "name": name}}


def statement(**changes: Any) -> dict[str, Any]:
    """A learner completed a gesture; `statement(id=…, result=…)` adds or replaces properties."""
    return {
        "actor": learner(),
        "verb": {"id": f"{VERBS}completed", "display": {"fr": "a terminé", "en": "completed"}},
        "object": {"id": f"{HOME}/gestes/echelle", "definition": {"name": {"fr": "Poser une échelle"}}},
        **changes,
    }


def voiding(target: str | uuid.UUID) -> dict[str, Any]:
    """The statement that voids another one."""
    return statement(verb={"id": f"{VERBS}voided"}, object={"objectType": "StatementRef", "id": str(target)})


def store_key(*scopes: KeyScope, **words: Any) -> NewKey:
    """A key to a fresh store (of every scope when none is named)."""
    organisation = words.pop("organisation", None) or OrganisationFactory()
    return make_key(
        organisation_id=organisation.pk,
        label="Outil d’exemple",
        scopes=scopes or tuple(KeyScope),
        expires_at=words.pop("expires_at", None),
        by=PLATFORM,
        now=NOW,
    )


@dataclass(frozen=True)
class Tool:
    """A tool that calls the store over HTTP with a key."""

    key: NewKey
    version: str = "1.0.3"

    def call(self, method: str, resource: str, body: Any = None, **words: Any) -> Any:
        """`tool.call("POST", "statements", {...}, query={...}, headers={...})`; dicts and lists go as JSON."""
        pair = base64.b64encode(f"{self.key.id}:{self.key.secret}".encode()).decode()
        return call_store(method, resource, body, pair=pair, version=self.version, **words)


@dataclass(frozen=True)
class Headset:
    """A paired headset; `told` is what it was given."""

    told: dict[str, Any]
    version: str = "1.0.3"

    @property
    def agent(self) -> str:
        """Its learner, as a parameter of an address."""
        return orjson.dumps(self.told["actor"]).decode()

    def statement(self, **changes: Any) -> dict[str, Any]:
        """Its learner completed its resource."""
        own = {
            "actor": self.told["actor"],
            "object": {"id": self.told["activity"]},
            "context": {"registration": self.told["registration"]},
        }
        return statement(**{**own, **changes})

    def call(self, method: str, resource: str, body: Any = None, **words: Any) -> Any:
        """As a tool calls."""
        return call_store(method, resource, body, pair=self.told["token"], version=self.version, **words)


def call_store(method: str, resource: str, body: Any = None, *, pair: str, version: str, **words: Any) -> Any:
    """One request to the store; `pair` is base64 of id:secret."""
    headers = {
        "Authorization": f"Basic {pair}",
        "X-Experience-API-Version": version,
        **words.pop("headers", {}),
    }
    query = words.pop("query", {})
    return Client().generic(
        method,
        f"/xapi/{resource}",
        data=body if isinstance(body, bytes | str) else b"" if body is None else orjson.dumps(body),
        content_type=words.pop("content_type", "application/json"),
        query_params=query,
        headers={name: value for name, value in headers.items() if value is not None},
        **words,
    )
