"""The life of a stored file."""

from __future__ import annotations

from deffinum.foundation.files.words import KEPT, REMOVED
from deffinum.foundation.lifecycle.table import Lifecycle, Move
from deffinum.foundation.values import Text

STORED_FILE = Lifecycle(
    kind="files.stored_file",
    initial=KEPT,
    moves=(
        Move(
            name="remove",
            sources=(KEPT,),
            target=REMOVED,
            who="officer, owner or retention rule",
            text=Text("Retirer le fichier", "Remove the file"),
            needs_reason=True,
        ),
    ),
    labels={KEPT: Text("conservé", "kept"), REMOVED: Text("retiré", "removed")},
)
