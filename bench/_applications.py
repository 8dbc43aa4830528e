"""Fill a database for the benchmarks: the sample plan, then applications as large as real ones.

    python bench/_applications.py <database>      an empty database of the benchmarks' server

1,005 deposited applications over four waves, every gate of the examination, five officers a wave; seven members each
(the real average), all the form's answers, a budget of six categories over three years, every required piece. Rows are
written in bulk: the words and amounts are plainly examples, only their number and shape matter.
"""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from _ground import django_on, say

COUNT = 1_005
MEMBERS = 7
YEARS = 3
BATCH = 4_000
WORDS = "Former à distance un geste professionnel, avec des ressources immersives partagées (exemple). " * 6


def main(database: str) -> None:
    """Migrate, load the sample plan, add the applications."""
    with django_on(database):
        # imported here: Django must be set up first
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_sample")
        fill()


def fill(count: int = COUNT) -> None:
    """`count` deposited applications with their examinations, and one complete draft of the sample's lead."""
    from deffinum.foundation.clock.instants import database_now  # noqa: PLC0415 - Django must be set up first
    from deffinum.rooms.calls.models import Wave  # noqa: PLC0415
    from tests.factories.selection import bulk_examinations  # noqa: PLC0415

    now = database_now()
    waves = list(Wave.objects.filter(call__slug__in=("deffinum", "appel-exemple")).order_by("call__slug", "number"))
    files = example_files(now)
    done = 0
    for rank, wave in enumerate(waves):
        part = count // len(waves) + (rank < count % len(waves))
        examinations = bulk_examinations(part, wave=wave, first=done)
        applications = [each.application for each in examinations]
        hand_to_sample_people(examinations, now=now)
        write_content(applications, files)
        review(examinations, now=now)
        award([each.application for each in examinations if each.state == "heard"], now=now)
        done += part
        say(f"  {done} applications")
    write_content([draft_of_the_lead(waves[0], now)], files)


@dataclass
class Rows:
    """Rows waiting to be written together."""

    waiting: list[Any] = field(default_factory=list)

    def add(self, rows: Iterator[Any]) -> None:
        """Keep rows of one model, and write when there are enough."""
        self.waiting.extend(rows)
        if len(self.waiting) >= BATCH:
            self.write()

    def write(self) -> None:
        """Write what waits."""
        if self.waiting:
            type(self.waiting[0]).objects.bulk_create(self.waiting, batch_size=BATCH)
            self.waiting.clear()


def write_content(applications: list[Any], files: list[Any]) -> None:
    """Members, answers, budget, financing plan, pieces and receipt of each application (all of one wave)."""
    from deffinum.rooms.calls.queries.application_rows import (  # noqa: PLC0415
        configuration_of,
        definition_of,
        rows_of,
    )
    from deffinum.rooms.people.models import Organisation  # noqa: PLC0415

    pool = list(Organisation.objects.filter(name__startswith="Organisme d’exemple").order_by("name")[:50])
    configuration, definition = configuration_of(applications[0]), definition_of(applications[0])
    partners, lines, funding, answers, pieces = Rows(), Rows(), Rows(), Rows(), Rows()
    for rank, application in enumerate(applications):
        members = list(members_of(application, [pool[(rank + step) % len(pool)] for step in range(1, MEMBERS)]))
        partners.add(iter(members))
        partners.write()
        weights = {each.key: 1 if each.ceiling else 2 for each in configuration.categories}
        balance(application, len(members) * sum(weights.values()) * YEARS)
        lines.add(budget_of(application, members, weights))
        funding.add(funding_of(application, members))
        answers.add(answers_of(application, members, definition))
        pieces.add(pieces_of(application, members, configuration.pieces, files))
    for each in (lines, funding, answers, pieces):
        each.write()
    type(applications[0]).objects.bulk_update(applications, ["base_cents", "aid_cents", "months"])
    deposits = Rows()
    deposits.add(receipt_of(each, rows_of(each)) for each in applications[:20] if each.submitted_at)
    deposits.write()


def balance(application: Any, cells: int) -> None:
    """Amounts that every member can share to the cent, over the years of the budget: a deposited file balances."""
    application.months = 12 * YEARS
    application.base_cents -= application.base_cents % (cells * 1_000)
    application.aid_cents = application.base_cents // 2


def members_of(application: Any, others: list[Any]) -> Iterator[Any]:
    """The lead and six partners, all signed off once deposited."""
    from deffinum.rooms.calls.models import Partner  # noqa: PLC0415

    signed = application.submitted_at
    for rank, organisation in enumerate([application.lead, *(each for each in others if each != application.lead)]):
        yield Partner(
            application=application, organisation=organisation, role="partner" if rank else "lead", rank=rank + 1,
            state="signed_off" if signed else "joined", joined_at=application.created_at, signed_off_at=signed,
            signed_off_by=uuid.UUID(int=1) if signed else None,
        )  # fmt: skip


def budget_of(application: Any, members: list[Any], weights: dict[str, int]) -> Iterator[Any]:
    """Every category, every year, every member; a category with a ceiling weighs half."""
    from deffinum.rooms.calls.models import BudgetLine  # noqa: PLC0415

    share = application.base_cents // (len(members) * sum(weights.values()) * YEARS)
    for member, (category, weight), year in product(members, weights.items(), range(1, YEARS + 1)):
        yield BudgetLine(
            application=application, partner=member, category_key=category, year=year, amount_cents=share * weight,
            saved_at=application.created_at,
        )  # fmt: skip


def funding_of(application: Any, members: list[Any]) -> Iterator[Any]:
    """Aid and own funding of every member."""
    from deffinum.rooms.calls.models import FundingLine  # noqa: PLC0415

    own = application.base_cents - application.aid_cents
    for member, (kind, cents) in product(members, (("aid", application.aid_cents), ("own", own))):
        yield FundingLine(
            application=application, partner=member, kind=kind, amount_cents=cents // len(members),
            saved_at=application.created_at,
        )  # fmt: skip


def answers_of(application: Any, members: list[Any], definition: Any) -> Iterator[Any]:
    """An answer to every question, the member's own sections once a member."""
    from deffinum.rooms.calls.models import Answer  # noqa: PLC0415

    for section in definition.sections:
        for asked in section.fields:
            if asked.computed is None:
                for member in members if section.per_partner else [None]:
                    yield Answer(
                        application=application, partner=member, field_key=asked.key, value=answer_to(asked),
                        saved_at=application.created_at,
                    )  # fmt: skip


def answer_to(asked: Any) -> Any:
    """An answer in its stored shape."""
    if asked.choices:
        values = [each.value for each in asked.choices]
        return values[:3] if asked.type == "many_choices" else values[0]
    if asked.type == "table":
        return [{each.key: answer_to(each) for each in asked.columns if each.computed is None} for _row in range(6)]
    plain = {"long_text": WORDS, "short_text": "Exemple", "integer": 12, "yes_no": True, "statement": True, "money": 0}
    return plain.get(asked.type)


def pieces_of(application: Any, members: list[Any], wanted: Any, files: list[Any]) -> Iterator[Any]:
    """Every piece that the call asks for."""
    from deffinum.rooms.calls.models import Attachment  # noqa: PLC0415

    for piece in wanted:
        for member in members if piece.per_partner else [None]:
            yield Attachment(
                application=application, partner=member, piece_key=piece.key, file=files[0],
                added_at=application.created_at,
            )  # fmt: skip


def receipt_of(application: Any, rows: Any) -> Any:
    """The deposit as it was."""
    from deffinum.rooms.calls.models import Submission  # noqa: PLC0415
    from deffinum.rooms.calls.queries.submission_snapshot import snapshot_hash, snapshot_of  # noqa: PLC0415

    snapshot = snapshot_of(rows)
    return Submission(
        application=application, number=1, snapshot=snapshot, sha256=snapshot_hash(snapshot),
        idempotency_key=uuid.uuid4().hex, submitted_at=application.submitted_at, accepted_as="on_time",
    )  # fmt: skip


def example_files(now: datetime) -> list[Any]:
    """One stored file that all pieces share (nobody opens it here)."""
    from deffinum.foundation.files.models import StoredFile  # noqa: PLC0415

    return [
        StoredFile.objects.create(
            sha256="0" * 64, size=120_000, media_type="application/pdf", original_name="piece-exemple.pdf",
            purpose="piece", owner_kind="calls.application", owner_id=uuid.UUID(int=1), uploaded_at=now,
        )
    ]  # fmt: skip


def hand_to_sample_people(examinations: list[Any], *, now: datetime) -> None:
    """The sample's officer has a sixth of the files, the sample's lead leads the first one; real clocks."""
    from deffinum.rooms.calls.models import Application  # noqa: PLC0415
    from deffinum.rooms.people.public import sample_account  # noqa: PLC0415
    from deffinum.rooms.selection.models import Examination  # noqa: PLC0415

    officer = sample_account("officer").id
    for rank, each in enumerate(examinations):
        each.stage_since = now - timedelta(days=rank % 300, minutes=rank)
        if rank % 6 == 0:
            each.officer_id = officer
        elif rank % 6 == 1:
            each.officer_id = None
    Examination.objects.bulk_update(examinations, ["stage_since", "officer_id"])
    first = examinations[0].application
    first.lead = sample_lead()
    Application.objects.bulk_update([first], ["lead"])


def sample_lead() -> Any:
    """The organisation that the sample's lead acts for."""
    from deffinum.rooms.people.models import Mandate  # noqa: PLC0415
    from deffinum.rooms.people.public import sample_account  # noqa: PLC0415

    return Mandate.objects.filter(account_id=sample_account("lead").id).order_by("starts_on", "pk")[0].organisation


def draft_of_the_lead(wave: Any, now: datetime) -> Any:
    """A complete draft, still open: what an applicant works on."""
    from deffinum.rooms.calls.models import Application  # noqa: PLC0415

    return Application.objects.create(
        reference="BROUILLON-EXEMPLE", call=wave.call, call_version=wave.call.current_version, wave=wave,
        title="Brouillon d’exemple", acronym="BROUILLON", lead=sample_lead(), months=36, scope="national",
        base_cents=100_000_000, aid_cents=70_000_000, created_at=now, is_sample=True,
    )  # fmt: skip


def review(examinations: list[Any], *, now: datetime) -> None:
    """Two reviews for each file that has reached them, handed in once they are closed."""
    from deffinum.rooms.people.public import sample_account  # noqa: PLC0415
    from deffinum.rooms.selection.models import Assignment, Mark  # noqa: PLC0415

    experts = [sample_account(key).id for key in ("expert_1", "expert_2")]
    asked = Assignment.objects.bulk_create(
        Assignment(
            examination=each, expert_id=expert, state="accepted" if each.state == "in_review" else "done",
            asked_at=now, due_on=now.date(), declared_at=now, handed_in_at=None if each.state == "in_review" else now,
        )
        for each in examinations
        if each.state in {"in_review", "reviewed", "heard"}
        for expert in experts
    )  # fmt: skip
    criteria = [each["key"] for each in examinations[0].application.call_version.configuration["criteria"]]
    Mark.objects.bulk_create(
        Mark(assignment=each, criterion_key=key, value_hundredths=350, comment="Exemple.")
        for each in asked
        for key in criteria
    )


def award(applications: list[Any], *, now: datetime) -> None:
    """Published awards for the public register, shared by the members to the cent."""
    from deffinum.foundation.search import folded  # noqa: PLC0415
    from deffinum.rooms.calls.models import Partner  # noqa: PLC0415
    from deffinum.rooms.grants.models import Award, AwardShare  # noqa: PLC0415

    awards = Award.objects.bulk_create(
        Award(
            application=each, reference=f"AIDE-{each.reference}", title=each.title, acronym=each.acronym,
            aid_cents=each.aid_cents, base_cents=each.base_cents, awarded_on=(now - timedelta(days=rank)).date(),
            region_code="27", is_sample=True, published_at=now,
            search_text=folded(f"{each.reference} {each.acronym} {each.title}"),
        )
        for rank, each in enumerate(applications)
    )  # fmt: skip
    members = Partner.objects.filter(application__in=applications).order_by("rank")
    by_application: dict[Any, list[Any]] = {}
    for each in members:
        by_application.setdefault(each.application_id, []).append(each)
    AwardShare.objects.bulk_create(
        AwardShare(
            award=each, organisation_id=member.organisation_id, is_lead=rank == 0, rank=rank + 1,
            aid_cents=each.aid_cents // MEMBERS + (each.aid_cents % MEMBERS if rank == 0 else 0),
            base_cents=each.base_cents // MEMBERS + (each.base_cents % MEMBERS if rank == 0 else 0),
        )
        for each in awards
        for rank, member in enumerate(by_application[each.application_id])
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
