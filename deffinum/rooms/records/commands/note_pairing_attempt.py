"""Count wrong pairing codes, by address and for all, and stop who guesses."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import PairingAttempts
from deffinum.rooms.records.queries.pairing_codes import digest_of_address

STRETCH = timedelta(minutes=10)
MOST_OF_ADDRESS, MOST_OF_ALL = 10, 2000
"""Wrong codes a stretch. At 2,000 of them, with a hundred codes open at every moment, one is hit in some 80 years."""
EVERYBODY = ""

_COUNT = """
INSERT INTO records_pairingattempts (who, since, failed) VALUES (%(who)s, %(since)s, 1)
ON CONFLICT (who, since) DO UPDATE SET failed = records_pairingattempts.failed + 1 RETURNING failed
"""


class TooManyAttempts(DomainError):
    """Too many wrong codes (429)."""

    status = 429
    retry_after = int(STRETCH.total_seconds())


@command("records.note_pairing_attempt", personal=("address",), logged=False)
def note_pairing_attempt(*, address: str, by: Actor, now: datetime) -> None:
    """Count an attempt before its code is looked at; `forgive_pairing_attempt` takes it back when the code was right.

    Raises TooManyAttempts once the address, or the whole world, has had its share (what is refused so is not counted:
    one address alone never uses up what is for all).
    """
    since = _stretch_of(now)
    PairingAttempts.objects.filter(since__lt=now - timedelta(hours=1)).delete()
    mine, all_of_them = (_count(who, since) for who in (digest_of_address(address), EVERYBODY))
    if mine > MOST_OF_ADDRESS or all_of_them > MOST_OF_ALL:
        raise TooManyAttempts(
            _("Trop de codes faux ont été essayés. Attendez dix minutes, puis demandez un nouveau code.")
        )


@command("records.forgive_pairing_attempt", personal=("address",), logged=False)
def forgive_pairing_attempt(*, address: str, by: Actor, now: datetime) -> None:
    """The code was right: the attempt does not count (a classroom pairs thirty headsets from one address)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_pairingattempts SET failed = failed - 1 WHERE who = ANY(%s) AND since = %s AND failed > 0",
            [[digest_of_address(address), EVERYBODY], _stretch_of(now)],
        )


def _count(who: str, since: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"who": who, "since": since})
        return int(cursor.fetchone()[0])


def _stretch_of(now: datetime) -> datetime:
    """The beginning of the stretch of ten minutes in which the instant lies."""
    return now.replace(minute=now.minute - now.minute % 10, second=0, microsecond=0)
