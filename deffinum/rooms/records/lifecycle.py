"""The life of a forwarding, as a table."""

from __future__ import annotations

from deffinum.foundation.lifecycle.table import Lifecycle, Move
from deffinum.foundation.values import Text

FORWARDING = Lifecycle(
    kind="records.forwarding",
    initial="running",
    labels={
        "running": Text("en cours", "running"),
        "paused": Text("en pause", "paused"),
        "held": Text("en pause après des échecs", "paused after failures"),
        "closed": Text("close", "closed"),
    },
    moves=(
        Move("pause", ("running",), "paused", "member", Text("Mettre en pause", "Pause")),
        Move("hold", ("running",), "held", "platform", Text("Suspendre après des échecs", "Hold after failures")),
        Move("resume", ("paused", "held"), "running", "member", Text("Reprendre", "Resume")),
        Move("close", ("running", "paused", "held"), "closed", "member", Text("Clore la transmission", "Close")),
    ),
)
