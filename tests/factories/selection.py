"""Examinations for tests, walked gate by gate through the room's own commands. Everything is plainly an example."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.test import Client

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.rooms.calls.commands.submit_application import submit_application
from deffinum.rooms.calls.models import Application, Wave
from deffinum.rooms.calls.public import deposited_dossier
from deffinum.rooms.people.models import Account, Mandate, RoleGrantRow
from deffinum.rooms.people.public import actor_by_account_id
from deffinum.rooms.selection.commands.assign_expert import assign_expert
from deffinum.rooms.selection.commands.check_pieces import PieceReading, check_pieces
from deffinum.rooms.selection.commands.close_reviews import close_reviews
from deffinum.rooms.selection.commands.declare_complete import declare_complete
from deffinum.rooms.selection.commands.declare_eligibility import declare_eligibility
from deffinum.rooms.selection.commands.declare_incomplete import declare_incomplete
from deffinum.rooms.selection.commands.declare_interest import declare_interest
from deffinum.rooms.selection.commands.open_examination import open_examination
from deffinum.rooms.selection.commands.open_reviews import open_reviews
from deffinum.rooms.selection.commands.record_hearing import record_hearing
from deffinum.rooms.selection.commands.request_pieces import request_pieces
from deffinum.rooms.selection.commands.save_review import GivenMark, save_review
from deffinum.rooms.selection.commands.take_decision import take_decision
from deffinum.rooms.selection.commands.withdraw_examination import withdraw_examination
from deffinum.rooms.selection.models import Assignment, Decision, Examination
from deffinum.rooms.selection.queries.completeness_list import CompletenessList, completeness_list
from deffinum.rooms.selection.words import ExaminationState as E
from tests.factories.applications import NOW, Consortium, make_consortium, make_wave
from tests.factories.people import AccountFactory, OrganisationFactory

CRITERIA = [
    {"key": "need", "label": {"fr": "Besoin", "en": "Need"}, "weight_basis_points": 5000, "scale": 5},
    {"key": "method", "label": {"fr": "Méthode", "en": "Method"}, "weight_basis_points": 3000, "scale": 5},
    {"key": "sharing", "label": {"fr": "Partage", "en": "Sharing"}, "weight_basis_points": 2000, "scale": 5},
]
SETTINGS = {"criteria": CRITERIA, "envelope_cents": 20_000_000, "experts_per_application": 2, "piece_delay_days": 10}
"""Three criteria, an envelope of 200 000 €."""
LATER = NOW + timedelta(days=40)
"""After the wave's closing."""
PATH = (E.RECEIVED, E.COMPLETE, E.ELIGIBLE, E.IN_REVIEW, E.REVIEWED, E.HEARD, E.DECIDED)
_numbers = itertools.count(1)


def holder(role: str, *, call_id: uuid.UUID | None = None, name: str = "") -> Actor:
    """A person who holds a role everywhere, or on one call."""
    number = next(_numbers)
    account = AccountFactory(
        email=f"{role}{number}@exemple.invalid", last_name=name or f"{role.capitalize()} d’exemple {number}"
    )
    scope = {"scope": "call", "scope_id": call_id} if call_id else {}
    RoleGrantRow.objects.create(account=account, role=role, starts_on=NOW.date(), **scope)
    return actor_by_account_id(account_id=account.pk, day=day_of(LATER))


def member_of(organisation_id: uuid.UUID, *, role: str = "") -> Actor:
    """A person with a mandate for an organisation, and perhaps a role."""
    actor = holder(role or "jury", name="Membre d’exemple")
    if not role:
        RoleGrantRow.objects.filter(account_id=actor.account_id).delete()
    Mandate.objects.create(
        account_id=actor.account_id, organisation_id=organisation_id, kind="representative", starts_on=NOW.date()
    )
    return actor_by_account_id(account_id=actor.account_id, day=day_of(LATER))


def client_of(actor: Actor) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    account = Account.objects.get(pk=actor.account_id)
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@dataclass
class Walk:
    """An examination with its people, and short ways through its gates."""

    examination: Examination
    consortium: Consortium
    officer: Actor
    decider: Actor
    experts: list[Actor] = field(default_factory=list)
    now: datetime = LATER

    @property
    def application(self) -> Application:
        """The application, as it is now."""
        return Application.objects.get(pk=self.examination.application_id)

    def fresh(self) -> Examination:
        """The row as it is now, with its application."""
        self.examination = Examination.objects.with_application().get(pk=self.examination.pk)
        return self.examination

    def list(self) -> CompletenessList:
        """The completeness list."""
        dossier = deposited_dossier(application_id=self.application.pk, actor=self.officer, now=self.now)
        return completeness_list(self.examination, dossier)

    def find(self, verdict: str = "conform", *, only: Iterable[str] = (), comment: str = "") -> None:
        """Note every line (or some) with one verdict."""
        keys = set(only) or {each.item_key for each in self.list().lines}
        check_pieces(
            examination_id=self.examination.pk,
            readings=[PieceReading(each, verdict, comment) for each in keys],
            by=self.officer,
            now=self.now,
        )

    def complete(self) -> None:
        """Everything conform, declared complete (the rules are evaluated)."""
        self.find()
        declare_complete(examination_id=self.examination.pk, by=self.officer, now=self.now)

    def eligible(self) -> None:
        """Declared eligible, as computed."""
        declare_eligibility(examination_id=self.examination.pk, eligible=True, reason="", by=self.officer, now=self.now)

    def open_reviews(self) -> None:
        """Open the reviews."""
        open_reviews(examination_id=self.examination.pk, by=self.officer, now=self.now)

    def assign(self, expert: Actor | None = None) -> Assignment:
        """Ask an expert (a new one by default)."""
        expert = expert or holder("expert")
        self.experts.append(expert)
        return assign_expert(
            examination_id=self.examination.pk, expert_id=expert.account_id, due_on=(self.now + timedelta(30)).date(),
            by=self.officer, now=self.now,
        )  # fmt: skip

    def review(self, assignment: Assignment, *values: int | None) -> None:
        """Accept without conflict and hand in these marks, in the order of the criteria."""
        expert = next(each for each in self.experts if each.account_id == assignment.expert_id)
        if assignment.state == "asked":
            declare_interest(assignment_id=assignment.pk, answer="accept", words="", by=expert, now=self.now)
        keys = [each["key"] for each in CRITERIA]
        save_review(
            assignment_id=assignment.pk,
            marks={key: GivenMark(value) for key, value in zip(keys, values, strict=True)},
            comment_for_jury="Pour le jury (exemple).",
            comment_for_applicant="Pour le groupement (exemple).",
            hand_in=True,
            by=expert,
            now=self.now,
        )

    def reviewed(self) -> None:
        """Two reviews, closed."""
        self.review(self.assign(), 400, 350, None)
        self.review(self.assign(), 300, 350, 450)
        close_reviews(examination_id=self.examination.pk, reason="", by=self.officer, now=self.now)

    def hear(self) -> None:
        """The hearing."""
        record_hearing(
            examination_id=self.examination.pk, held_on=self.now.date(), notes="Notes (exemple).", by=self.officer,
            now=self.now,
        )  # fmt: skip

    def decide(self, outcome: str = "retained", **options: object) -> Decision:
        """The decision."""
        return take_decision(
            examination_id=self.examination.pk, outcome=outcome, decided_on=self.now.date(),
            **{"by": self.decider, "now": self.now, **options},
        )  # type: ignore[arg-type] # fmt: skip

    def to(self, state: str) -> Walk:
        """Walk to a state by the shortest way."""
        if state == E.PIECES_REQUESTED:
            self.find("missing", only=[self.list().lines[0].item_key], comment="À compléter (exemple).")
            request_pieces(examination_id=self.examination.pk, by=self.officer, now=self.now)
        elif state == E.INCOMPLETE:
            declare_incomplete(examination_id=self.examination.pk, reason="Exemple.", by=self.officer, now=self.now)
        elif state == E.WITHDRAWN:
            withdraw_examination(application_id=self.application.pk, by=PLATFORM, now=self.now)
        elif state == E.INELIGIBLE:
            self.complete()
            declare_eligibility(
                examination_id=self.examination.pk, eligible=False, reason="Exemple.", by=self.officer, now=self.now
            )
        else:
            steps = (
                self.complete, self.eligible, self.open_reviews, self.reviewed, self.hear, self.decide,
            )  # fmt: skip
            for step in steps[: PATH.index(E(state))]:
                step()
        self.fresh()
        return self


def deposit(consortium: Consortium) -> Application:
    """Complete and deposit a draft."""
    consortium.complete()
    submit_application(
        application_id=consortium.application.pk, idempotency_key=uuid.uuid4().hex, by=consortium.lead.actor, now=NOW
    )
    consortium.application.refresh_from_db()
    return consortium.application


def make_walk(
    state: str = E.RECEIVED,
    *,
    wave: Wave | None = None,
    partners: int = 1,
    officer: Actor | None = None,
    decider: Actor | None = None,
) -> Walk:
    """An examination in a state, on its own call unless a wave is given."""
    wave = wave or make_wave(settings=SETTINGS)
    consortium = make_consortium(wave=wave, partners=partners)
    application = deposit(consortium)
    examination = open_examination(application_id=application.pk, by=PLATFORM, now=NOW)
    assert examination is not None
    walk = Walk(examination, consortium, officer or holder("officer"), decider or holder("decider"))
    return walk.to(state)


def bulk_examinations(count: int, *, wave: Wave, first: int = 0) -> list[Examination]:
    """Many examinations at once, for measures: rows only, in varied states, with the real shape of a file.

    `first` is the number of the first one: give it when a call gets several batches.
    """
    leads = [OrganisationFactory(name=f"Organisme d’exemple n° {rank}") for rank in range(min(count, 50))]
    officers = [holder("officer") for _rank in range(5)]
    states = [each for each in E if each not in {E.DECIDED, E.WITHDRAWN}]
    applications = Application.objects.bulk_create(
        Application(
            reference=f"{wave.call.slug.upper()}-B{first + rank:05d}",
            call=wave.call, call_version=wave.call.current_version,
            wave=wave, title=f"Projet d’exemple n° {rank} pour apprendre un geste", acronym=f"EX{rank}",
            state="submitted", lead=leads[rank % len(leads)], months=24, scope="national", region_code="27",
            base_cents=100_000_000 + rank * 100, aid_cents=70_000_000 + rank * 70, created_at=NOW,
            submitted_at=NOW + timedelta(minutes=rank), is_sample=True,
        )
        for rank in range(count)
    )  # fmt: skip
    return Examination.objects.bulk_create(
        Examination(
            application=each, state=states[rank % len(states)], officer_id=officers[rank % 5].account_id,
            opened_at=each.submitted_at, stage_since=each.submitted_at + timedelta(days=rank % 30),
        )
        for rank, each in enumerate(applications)
    )  # fmt: skip
