"""What a PDF costs: the receipt of a deposit, the letter of a decision, the agreement with its annexes.

    make bench ARGS=documents

Each is made from rows to bytes as its command does, without storing it: tagged (PDF/UA-1), the receipt and the
agreement archived too (PDF/A-3a). Seven members. The first document of a process also reads the fonts.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from _ground import copy_of, django_on, filled_database, machine, measured, print_table, say

MEMBERS = 7
FREE_NUMBERS = 100_000


def main() -> None:
    """Print the table."""
    with copy_of(filled_database()) as name, django_on(name):
        documents = [
            ("Receipt of a deposit", receipt()),
            ("Letter of a decision", letter()),
            ("Agreement", agreement()),
        ]
        begun = time.process_time()
        documents[0][1]()
        first = (time.process_time() - begun) * 1000
        rows = []
        for label, make in documents:
            measure = measured(make)
            rows.append([label, measure.cpu, measure.wall, f"{len(make()) / 1000:.0f} kB"])
        say(f"\nDocuments — {machine()}\n")
        print_table(["PDF", "CPU ms", "Wall ms", "Size"], rows)
        say(f"\nThe first document of the process took {first:.0f} ms of CPU.")


def receipt() -> Callable[[], bytes]:
    """The receipt of a file of the bench."""
    # imported here: Django must be set up first
    from deffinum.foundation.pdf.render import render_pdf  # noqa: PLC0415
    from deffinum.rooms.calls.models import Submission  # noqa: PLC0415
    from deffinum.rooms.calls.queries.receipt_document import receipt_document  # noqa: PLC0415

    submission = Submission.objects.select_related(
        "application__call", "application__wave", "application__lead"
    ).order_by("submitted_at")[0]

    def make() -> bytes:
        document = receipt_document(submission)
        return render_pdf(
            ("deffinum.rooms.calls", "calls/pdf/receipt.typ"), document.data, title=document.title,
            language=document.language, created_at=submission.submitted_at, archival=True, sample=True,
        )  # fmt: skip

    return make


def letter() -> Callable[[], bytes]:
    """The letter of a retained project."""
    from deffinum.foundation.pdf.render import render_pdf  # noqa: PLC0415
    from deffinum.foundation.values import Money  # noqa: PLC0415
    from deffinum.rooms.selection.commands.make_letter import TEMPLATE  # noqa: PLC0415
    from deffinum.rooms.selection.models import Decision  # noqa: PLC0415
    from deffinum.rooms.selection.queries.letter_content import letter_content  # noqa: PLC0415
    from tests.factories.applications import NOW  # noqa: PLC0415

    made = a_deal().award.decision_id
    decision: Any = Decision.objects.select_related(
        "examination__application__call__owner", "examination__application__call_version",
        "examination__application__lead", "redirect_call",
    ).get(pk=made)  # fmt: skip
    decision.aid_cents = decision.aid_cents or Money(70_000_00).cents

    def make() -> bytes:
        content = letter_content(decision)
        return render_pdf(
            TEMPLATE, content.data, title=content.title, language=content.language, created_at=NOW + timedelta(days=40),
            sample=True, author=content.author,
        )  # fmt: skip

    return make


def agreement() -> Callable[[], bytes]:
    """The agreement of a consortium, with its budget, tranches and deliverables."""
    from deffinum.foundation.pdf.render import render_pdf  # noqa: PLC0415
    from deffinum.rooms.grants.commands.send_to_sign import TEMPLATE  # noqa: PLC0415
    from deffinum.rooms.grants.queries.agreement_document import agreement_document  # noqa: PLC0415

    deal = a_deal()
    deal.prepare()
    deal.send()
    kept = deal.agreement

    def make() -> bytes:
        document = agreement_document(kept.content, kept.content_sha256)
        return render_pdf(
            TEMPLATE, document.data, title=document.title, language=document.language, created_at=deal.now,
            archival=True, sample=True, author=document.author,
        )  # fmt: skip

    return make


def a_deal() -> Any:
    """An award of seven members, walked through the rooms' own commands."""
    from tests.factories import applications, grants, selection  # noqa: PLC0415 - Django must be set up first

    for module in (applications, grants, selection):  # beyond the numbers that the bench's own rows took
        if next(module._numbers) < FREE_NUMBERS:  # noqa: SLF001 - the factories' own counters
            module._numbers = itertools.count(FREE_NUMBERS)  # noqa: SLF001
    return grants.make_deal(partners=MEMBERS - 1)


if __name__ == "__main__":
    main()
