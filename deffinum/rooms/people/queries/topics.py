"""The subjects on which people are told: each room registers its own."""

from __future__ import annotations

from dataclasses import dataclass

from deffinum.foundation.values import Text


@dataclass(frozen=True)
class Topic:
    """`key` is '<room>.<what>'; the label completes "M’informer : …" on the preferences page."""

    key: str
    label: Text
    mailed: bool = True
    """Sent by mail to those who expressed no preference."""


class UnknownTopic(LookupError):
    """A room tells people about a topic that it did not register."""


_TOPICS: dict[str, Topic] = {}


def register_topic(key: str, label: Text, *, mailed: bool = True) -> None:
    """Declare a topic when the room is loaded (`reactions.py` or `jobs.py`). Registering again replaces it."""
    _TOPICS[key] = Topic(key, label, mailed)


def topic_of(key: str) -> Topic:
    """The registered topic. Raises UnknownTopic."""
    try:
        return _TOPICS[key]
    except KeyError:
        raise UnknownTopic(f"{key!r}: call people.public.register_topic in the room that tells.") from None


def topics() -> tuple[Topic, ...]:
    """Every topic, by key."""
    return tuple(_TOPICS[key] for key in sorted(_TOPICS))


INVITATION = "people.invitation"
MANDATE = "people.mandate"
ROLE = "people.role"

register_topic(INVITATION, Text("les réponses à mes invitations", "answers to my invitations"))
register_topic(MANDATE, Text("mes mandats et les demandes de mandat", "my mandates and requests for a mandate"))
register_topic(ROLE, Text("mes rôles sur le plan et les appels", "my roles on the plan and on calls"))
