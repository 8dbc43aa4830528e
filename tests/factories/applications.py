"""Calls small enough to read, and the consortia that answer them. Everything goes through the commands."""

from __future__ import annotations

import io
import itertools
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from deffinum.foundation.files.receive_upload import received_upload
from deffinum.foundation.policies import Actor, RoleGrant
from deffinum.foundation.questionnaires import dump_definition, read_definition
from deffinum.foundation.questionnaires.models import FormVersion, digest_of
from deffinum.rooms.calls.commands.answer_invitation import answer_invitation
from deffinum.rooms.calls.commands.attach_file import attach_file
from deffinum.rooms.calls.commands.invite_partner import invite_partner
from deffinum.rooms.calls.commands.save_answer import save_answer
from deffinum.rooms.calls.commands.save_budget_line import save_budget_line
from deffinum.rooms.calls.commands.save_funding_line import save_funding_line
from deffinum.rooms.calls.commands.sign_off_part import sign_off_part
from deffinum.rooms.calls.commands.start_application import start_application
from deffinum.rooms.calls.models import Application, Attachment, Call, CallVersion, Partner, Wave
from deffinum.rooms.people.models import Account, Mandate, Organisation
from tests.factories.people import siret_of

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
CLOSES = NOW + timedelta(days=30)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n0\n%%EOF\n"
_numbers = itertools.count(1)

FORM = {
    "sections": [
        {
            "key": "project",
            "title": {"fr": "Le projet", "en": "The project"},
            "fields": [
                {"key": "abstract", "type": "long_text", "label": {"fr": "Résumé", "en": "Abstract"}, "required": True,
                 "limits": {"max_words": 50}},
                {"key": "learners", "type": "integer", "label": {"fr": "Apprenants", "en": "Learners"},
                 "limits": {"minimum": 1}},
                {"key": "modes", "type": "many_choices", "label": {"fr": "Modalités", "en": "Modes"},
                 "choices": [{"value": "vr", "label": {"fr": "Réalité virtuelle", "en": "VR"}},
                             {"value": "distance", "label": {"fr": "À distance", "en": "Remote"}}]},
                {"key": "milestones", "type": "table", "label": {"fr": "Jalons", "en": "Milestones"},
                 "columns": [{"key": "name", "type": "short_text", "label": {"fr": "Jalon", "en": "Milestone"}},
                             {"key": "cost", "type": "money", "label": {"fr": "Coût", "en": "Cost"}, "total": True}]},
            ],
        },
        {
            "key": "member",
            "title": {"fr": "Votre organisation", "en": "Your organisation"},
            "per_partner": True,
            "fields": [
                {"key": "role", "type": "long_text", "label": {"fr": "Rôle", "en": "Role"}, "required": True},
            ],
        },
    ]
}  # fmt: skip

CONFIGURATION: dict[str, Any] = {
    "limits": {"maximum_rate_basis_points": 7000, "maximum_months": 36, "minimum_partners": 2},
    "scopes": [{"key": "national", "label": {"fr": "nationale", "en": "national"}}],
    "categories": [
        {"key": "staff", "kind": "operating", "label": {"fr": "Personnel", "en": "Staff"}},
        {"key": "equipment", "kind": "investment", "label": {"fr": "Équipements", "en": "Equipment"}},
    ],
    "criteria": [{"key": "need", "label": {"fr": "Besoin", "en": "Need"}, "weight_basis_points": 10000}],
    "pieces": [
        {"key": "presentation", "label": {"fr": "Présentation", "en": "Presentation"}, "required": True,
         "per_partner": False, "media_types": ["application/pdf"], "max_bytes": 100_000},
        {"key": "letter", "label": {"fr": "Lettre d’engagement", "en": "Letter"}, "required": True,
         "per_partner": True, "media_types": ["application/pdf"], "max_bytes": 100_000},
    ],
    "tranches": [{"share_basis_points": 10000, "trigger": "signature", "label": {"fr": "Tout", "en": "All"}}],
    "precheck": [],
    "precheck_rules": {"id": "precheck", "label": {"fr": "Avant", "en": "Before"}, "rules": []},
    "eligibility_rules": {
        "id": "eligibility",
        "label": {"fr": "Éligibilité", "en": "Eligibility"},
        "rules": [
            {
                "id": "maximum_months",
                "label": {"fr": "Durée", "en": "Duration"},
                "expression": {"at_most": [{"fact": "application.months"}, {"integer": 36}]},
                "sentence_satisfied": {"fr": "Le projet dure {application.months} mois.", "en": "Fine."},
                "sentence_failed": {"fr": "Le projet dure {application.months} mois : 36 au plus.", "en": "Too long."},
            }
        ],
    },
    "who": {"fr": "Des groupements", "en": "Consortia"},
    "what": {"fr": "Des projets", "en": "Projects"},
    "how_much": {"fr": "70 %", "en": "70%"},
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Someone with one organisation, and the actor that acts for them."""

    account: Account
    organisation: Organisation
    actor: Actor


def person(name: str = "Organisation", *, kind: str = "training") -> Person:
    """A person with a mandate for a new organisation (plainly named as an example)."""
    number = next(_numbers)
    account = Account.objects.create_user(email=f"membre{number}@exemple.invalid", created_at=NOW)
    organisation = Organisation.objects.create(
        name=f"{name} {number} (organisation d’exemple)", kind=kind, region_code="27", registered_at=NOW
    )
    Mandate.objects.create(account=account, organisation=organisation, kind="representative", starts_on=NOW.date())
    actor = Actor(
        account_id=account.pk, name=account.name, organisation_ids=frozenset({organisation.pk}), kind="person"
    )
    return Person(account, organisation, actor)


def officer() -> Actor:
    """An officer of every call."""
    number = next(_numbers)
    account = Account.objects.create_user(email=f"agent{number}@exemple.invalid", created_at=NOW)
    return Actor(account_id=account.pk, name="Agent", grants=frozenset({RoleGrant("officer")}), kind="person")


def make_wave(
    *,
    grace_seconds: int = 0,
    closes_at: datetime = CLOSES,
    limits: dict[str, Any] | None = None,
    categories: list[dict[str, Any]] | None = None,
    form: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
) -> Wave:
    """An open wave of a published call with one version."""
    number = next(_numbers)
    owner = Organisation.objects.create(
        name=f"Équipe {number} (exemple)", kind="state", siret=siret_of(90_000 + number % 10_000), registered_at=NOW
    )
    call = Call.objects.create(
        slug=f"exemple-{number}",
        title={"fr": "Appel d’exemple", "en": "Sample call"},
        summary={"fr": "Un essai"},
        state="published",
        owner=owner,
        created_at=NOW,
        is_sample=True,
    )
    definition = dump_definition(read_definition(form or FORM))
    version = FormVersion.objects.create(
        kind="calls.application",
        owner_id=call.pk,
        number=1,
        status="published",
        definition=definition,
        published_at=NOW,
        digest=digest_of(definition),
    )
    configuration = CONFIGURATION | {"limits": CONFIGURATION["limits"] | (limits or {})}
    configuration |= settings or {}
    if categories is not None:
        configuration["categories"] = categories
    call.current_version = CallVersion.objects.create(
        call=call, number=1, configuration=configuration, form_version=version, digest="0" * 64, published_at=NOW
    )
    call.save()
    return Wave.objects.create(
        call=call, number=1, opens_at=NOW - timedelta(days=1), closes_at=closes_at, opens_local="2026-03-01T11:00",
        closes_local="2026-04-01T12:00", zone="Europe/Paris", grace_seconds=grace_seconds,
    )  # fmt: skip


@dataclass
class Consortium:
    """A draft with its lead and its partners, and short ways to write in it."""

    application: Application
    lead: Person
    people: list[Person] = field(default_factory=list)
    now: datetime = NOW

    @property
    def members(self) -> list[Partner]:
        """Active members, the lead first."""
        return list(self.application.partners.active().order_by("rank"))

    def member(self, who: Person) -> Partner:
        """The membership of a person's organisation."""
        return self.application.partners.get(organisation=who.organisation)

    def answer(self, key: str, raw: Any, *, by: Person | None = None, partner: Partner | None = None) -> None:
        """Save an answer whatever its version."""
        known = self.application.answers.filter(field_key=key, partner=partner).first()
        save_answer(
            application_id=self.application.pk,
            partner_id=partner.pk if partner else None,
            field_key=key,
            raw=raw,
            expected_version=known.version if known else 0,
            idempotency_key=uuid.uuid4().hex,
            by=(by or self.lead).actor,
            now=self.now,
        )

    def spend(self, who: Person, amount: str, *, category: str = "staff", year: int = 1) -> None:
        """Save a cell of the budget whatever its version."""
        partner = self.member(who)
        line = partner.budget_lines.filter(category_key=category, year=year).first()
        save_budget_line(
            application_id=self.application.pk,
            partner_id=partner.pk,
            category_key=category,
            year=year,
            raw=amount,
            expected_version=line.version if line else 0,
            by=who.actor,
            now=self.now,
        )

    def fund(self, who: Person, kind: str, amount: str, *, label: str = "") -> None:
        """Save a line of the financing plan whatever its version."""
        partner = self.member(who)
        line = partner.funding_lines.filter(kind=kind, label=label).first()
        save_funding_line(
            application_id=self.application.pk,
            partner_id=partner.pk,
            kind=kind,
            label=label,
            raw=amount,
            line_id=line.pk if line and label else None,
            expected_version=line.version if line else 0,
            by=who.actor,
            now=self.now,
        )

    def attach(self, who: Person, piece: str, *, own: bool = False, content: bytes = PDF) -> Attachment:
        """Attach a small PDF."""
        partner = self.member(who) if own else None
        with received_upload(
            io.BytesIO(content), declared_name=f"{piece}.pdf", allowed=frozenset({"application/pdf"}), max_bytes=100_000
        ) as received:
            return attach_file(
                application_id=self.application.pk,
                partner_id=partner.pk if partner else None,
                piece_key=piece,
                received=received,
                by=who.actor,
                now=self.now,
            )

    def sign(self, who: Person) -> None:
        """Validate a part."""
        sign_off_part(application_id=self.application.pk, partner_id=self.member(who).pk, by=who.actor, now=self.now)

    def complete(self) -> None:
        """Write everything that the call asks for: 100 000 € each, 70 % of aid, balanced, signed."""
        self.answer("abstract", "Un projet pour apprendre un geste professionnel à distance.")
        self.attach(self.lead, "presentation")
        for who in [self.lead, *self.people]:
            self.answer("role", "Concevoir et former.", by=who, partner=self.member(who))
            self.spend(who, "60 000")
            self.spend(who, "40 000", category="equipment", year=2)
            self.fund(who, "aid", "70 000")
            self.fund(who, "own", "30 000")
            self.attach(who, "letter", own=True)
        for who in self.people:
            self.sign(who)
        self.application.refresh_from_db()


def make_consortium(*, wave: Wave | None = None, partners: int = 1, months: int = 24, **options: Any) -> Consortium:
    """A draft of `partners` + 1 members that have joined."""
    lead = person("Chef de file")
    wave = wave or make_wave(**options)
    application = start_application(
        wave_id=wave.pk,
        organisation_id=lead.organisation.pk,
        title="Apprendre un geste à distance (exemple)",
        acronym="EXEMPLE",
        months=months,
        scope="national",
        by=lead.actor,
        now=NOW,
    )
    consortium = Consortium(application, lead)
    for _rank in range(partners):
        consortium.people.append(join(consortium))
    return consortium


def join(consortium: Consortium) -> Person:
    """Invite someone and accept."""
    who = person("Partenaire")
    invitation = invite_partner(
        application_id=consortium.application.pk,
        name=who.organisation.name,
        email=who.account.email,
        by=consortium.lead.actor,
        now=NOW,
    )
    answer_invitation(
        secret=invitation.invitation_secret, accept=True, organisation_id=who.organisation.pk, by=who.actor, now=NOW
    )
    return who
