"""Send statements to another store, and tell what it took from what it refused and from what went wrong.

Sources: xAPI 1.0.3 communication, sections 2.1.2 and 3.2; IEEE 9274.1.1, section 4.1.6.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic
from unicodedata import category
from uuid import UUID

import orjson
from django.utils.translation import gettext as _

from deffinum.foundation.outgoing.destinations import Destination
from deffinum.foundation.outgoing.failures import FailureKind, OutgoingFailure, words_of
from deffinum.foundation.outgoing.posting import Answer, post
from deffinum.foundation.values.readable_text import readable
from deffinum.foundation.xapi.multipart import fresh_boundary, write_parts

MOST_BYTES = 4 * 1024 * 1024
"""Of statements in one request; a statement that is longer goes alone."""
LEAST_SECONDS = 1.0
"""Left to a request, however late it begins."""
LONGEST_SENTENCE = 300
"""Characters kept of what a store says."""
_ABOUT_STATEMENTS = frozenset({400, 403, 409, 413, 422})
"""Refusals that may be about one statement of a batch, and leave the others to be taken."""
_SAID_UNDER = ("detail", "message", "errorMessage", "error", "title")

OutgoingPart = tuple[str, str, bytes]
"""Content type, sha2, bytes."""


@dataclass(frozen=True)
class StatementToSend:
    """A statement in JSON, without what the other store sets. `parts`: reads its attachments when it has any."""

    id: UUID
    body: bytes
    parts: Callable[[], Sequence[OutgoingPart]] | None = None


@dataclass(frozen=True)
class Receiver:
    """The other store: its endpoint, and how it is spoken to."""

    endpoint: Destination
    key: str
    secret: str
    version: str


@dataclass(frozen=True)
class Refusal:
    """One statement that the store refused, with what it said (one line, cut)."""

    statement_id: UUID
    status: int
    sentence: str


@dataclass(frozen=True)
class Trouble:
    """Why sending stopped. `code`: a FailureKind, or one of ours (`words_of_trouble`); kept, never renamed.

    `retry_after`: the seconds that the store asked to be left alone for.
    """

    code: str
    status: int = 0
    sentence: str = ""
    retry_after: int = 0


@dataclass
class Outcome:
    """What became of a batch, in its order. `settled`: how many from its first on were taken or refused."""

    settled: int = 0
    taken: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    refused_in_a_row: int = 0
    """Up to the last one settled, those of before the batch included."""
    trouble: Trouble | None = None
    """None: nothing went wrong (time may be over all the same)."""


class _Stopped(Exception):
    def __init__(self, trouble: Trouble | None) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def send_statements(
    receiver: Receiver,
    statements: Sequence[StatementToSend],
    *,
    refused_in_a_row: int,
    most_refused: int,
    until: float,
    is_first: bool = True,
    alone: bool = False,
) -> Outcome:
    """Send in order; a batch that is refused is halved until the statements that are refused stand alone.

    Stops when the store cannot be reached or refuses everything (`most_refused` in a row, `refused_in_a_row` before
    this batch): what is settled by then is told, the rest may be sent again, since ids make it idempotent. `until`:
    of `time.monotonic`, after which no request is begun, and the one under way is given up. `is_first`: no request came
    before in the time that ends with `until`; one that comes after another has only what is left of it, and when it is
    given up so, that is no trouble of the store. `alone`: each statement in a request of its own.
    """
    sending = _Sending(receiver, Outcome(refused_in_a_row=refused_in_a_row), most_refused, until, is_first)
    try:
        for group in ([each] for each in statements) if alone else _groups(statements):
            sending.send(group)
    except _Stopped as stopped:
        sending.outcome.trouble = stopped.trouble
    return sending.outcome


def words_of_trouble(code: str, *, status: int) -> str:
    """The trouble as a sentence, in the language in force."""
    if code in set(FailureKind):
        return words_of(FailureKind(code))
    sentences = {
        "denied": _("L’autre entrepôt refuse la clé ou son secret (réponse %(status)s)."),
        "not_there": _("Il n’y a pas d’entrepôt xAPI à cette adresse (réponse %(status)s)."),
        "moved": _("L’adresse renvoie ailleurs (réponse %(status)s) : donnez l’adresse finale."),
        "busy": _("L’autre entrepôt demande d’attendre (réponse %(status)s)."),
        "failing": _("L’autre entrepôt est en panne (réponse %(status)s)."),
        "strange": _("L’adresse n’a pas répondu comme un entrepôt xAPI (réponse %(status)s)."),
        "refuses_all": _("L’autre entrepôt refuse toutes les traces (réponse %(status)s)."),
        "secret_lost": _("La clé secrète de la plateforme a changé : le secret de l’autre entrepôt ne s’ouvre plus."),
    }
    return sentences[code] % {"status": status}


@dataclass
class _Sending:
    """One run over a batch."""

    receiver: Receiver
    outcome: Outcome
    most_refused: int
    until: float
    is_first: bool

    def send(self, group: Sequence[StatementToSend]) -> None:
        """Settle the whole group, or raise _Stopped."""
        if monotonic() >= self.until:
            raise _Stopped(None)
        answer = self._post(group)
        self.is_first = False
        if _has_taken(answer, len(group)):
            self.outcome.settled += len(group)
            self.outcome.taken += len(group)
            self.outcome.refused_in_a_row = 0
        elif answer.status not in _ABOUT_STATEMENTS:
            raise _Stopped(_trouble_of(answer))
        elif len(group) == 1:
            self._refuse(group[0], answer)
        else:
            middle = len(group) // 2
            self.send(group[:middle])
            self.send(group[middle:])

    def _refuse(self, statement: StatementToSend, answer: Answer) -> None:
        sentence = sentence_of(answer.content)
        self.outcome.refusals.append(Refusal(statement.id, answer.status, sentence))
        self.outcome.settled += 1
        self.outcome.refused_in_a_row += 1
        if self.outcome.refused_in_a_row >= self.most_refused:
            raise _Stopped(Trouble("refuses_all", answer.status, sentence))

    def _post(self, group: Sequence[StatementToSend]) -> Answer:
        credentials = base64.b64encode(f"{self.receiver.key}:{self.receiver.secret}".encode()).decode()
        body, content_type = _written(group)
        headers = {
            "Authorization": f"Basic {credentials}",
            "Content-Type": content_type,
            "X-Experience-API-Version": self.receiver.version,
        }
        try:
            left = max(self.until - monotonic(), LEAST_SECONDS)
            return post(self.receiver.endpoint.beside("statements"), body=body, headers=headers, seconds=left)
        except OutgoingFailure as failure:
            if not self.is_first and monotonic() >= self.until:
                raise _Stopped(None) from failure
            raise _Stopped(Trouble(failure.kind.value)) from failure


def _groups(statements: Sequence[StatementToSend]) -> Iterator[list[StatementToSend]]:
    """What goes in one request each: as many as fit; a statement with attachments alone."""
    group: list[StatementToSend] = []
    size = 0
    for each in statements:
        if group and (each.parts is not None or size + len(each.body) > MOST_BYTES):
            yield group
            group, size = [], 0
        group.append(each)
        size += len(each.body)
        if each.parts is not None:
            yield group
            group, size = [], 0
    if group:
        yield group


def _written(group: Sequence[StatementToSend]) -> tuple[bytes, str]:
    first = b"[" + b",".join(each.body for each in group) + b"]"
    parts = group[0].parts() if group[0].parts is not None else ()
    if not parts:
        return first, "application/json"
    boundary = fresh_boundary([first, *(content for _type, _sha2, content in parts)])
    return b"".join(write_parts(first, parts, boundary=boundary)), f"multipart/mixed; boundary={boundary}"


def _has_taken(answer: Answer, number: int) -> bool:
    """Did it answer the ids of as many statements? A page that says "welcome" with 200 has taken nothing."""
    if answer.status == 204:
        return True
    if not 200 <= answer.status < 300:
        return False
    try:
        ids = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return False
    return isinstance(ids, list) and len(ids) == number


def _trouble_of(answer: Answer) -> Trouble:
    kinds = {401: "denied", 404: "not_there", 405: "not_there", 408: "busy", 425: "busy", 429: "busy", 503: "busy"}
    if 300 <= answer.status < 400:
        code = "moved"
    elif answer.status >= 500:
        code = kinds.get(answer.status, "failing")
    else:
        code = kinds.get(answer.status, "strange")
    asked = answer.headers.get("retry-after", "")
    return Trouble(
        code, answer.status, sentence_of(answer.content), int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    )


def sentence_of(content: bytes) -> str:
    """What a store says in the body of a refusal, as one readable line of at most LONGEST_SENTENCE characters."""
    text = content.decode("utf-8", "replace")
    try:
        said = orjson.loads(content)
    except orjson.JSONDecodeError:
        said = None
    if isinstance(said, dict):
        found = next((said[name] for name in _SAID_UNDER if isinstance(said.get(name), str)), None)
        text = found or text
    elif isinstance(said, str):
        text = said
    seen = "".join(" " if category(each) == "Cc" else each for each in text)
    return " ".join(readable(seen).split())[:LONGEST_SENTENCE]
