"""The agents, activities and about resources (xAPI 1.0.3 communication, 2.4, 2.5 and 2.8)."""

from __future__ import annotations

from django.http import HttpResponse

from deffinum.foundation.xapi.identity import activity_key
from deffinum.foundation.xapi.schema import IDENTIFIERS
from deffinum.rooms.records.queries.definitions import definitions_of_activities
from deffinum.rooms.records.web.xapi.exchange import Exchange, json_response, resource
from deffinum.rooms.records.words import KeyScope

VERSIONS = ["1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0.0"]


def get_agent(exchange: Exchange) -> HttpResponse:
    """The Person of an agent: the store joins nobody's identifiers, so it says what the agent says."""
    exchange.require(KeyScope.READ, KeyScope.READ_MINE, KeyScope.PROFILE)
    exchange.only("agent")
    agent = exchange.part("agent", "agent")
    person = {name: [agent[name]] for name in ("name", *IDENTIFIERS) if name in agent}
    return json_response({"objectType": "Person", **person})


def get_activity(exchange: Exchange) -> HttpResponse:
    """The activity with all that the store knows of it."""
    exchange.require(KeyScope.READ, KeyScope.READ_MINE, KeyScope.PROFILE)
    exchange.only("activityId")
    iri = exchange.iri("activityId")
    if exchange.key.bound is not None:
        exchange.key.bound.check_activity(iri)
    known = definitions_of_activities(store_id=exchange.key.store_id, keys={activity_key(iri)})
    definition = known.get(iri)
    return json_response(
        {"objectType": "Activity", "id": iri, **({"definition": definition} if definition is not None else {})}
    )


def get_about(exchange: Exchange) -> HttpResponse:
    """The versions that the store speaks."""
    return json_response({"version": VERSIONS})


agents = resource(GET=get_agent)
activities = resource(GET=get_activity)
about = resource(open_to_all=True, GET=get_about)
