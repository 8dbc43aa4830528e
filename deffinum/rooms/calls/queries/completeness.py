"""What is still missing before this application can be deposited?"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deffinum.foundation.questionnaires import BLOCKING, FAILED, MissingPiece, missing_answers
from deffinum.rooms.calls.models import Partner
from deffinum.rooms.calls.queries.application_facts import application_vocabulary
from deffinum.rooms.calls.queries.application_rows import ApplicationRows
from deffinum.rooms.calls.queries.application_values import facts_of
from deffinum.rooms.calls.words import ApplicationState, PartKind, PartnerState
from deffinum.rooms.people.public import OrganisationKind

MONEY_FACTS = frozenset(f"application.{name}" for name in ("base", "aid", "own", "cofunding", "valued", "rate"))
CEILINGS = frozenset({"budget.capped_categories"})


@dataclass(frozen=True)
class Gap:
    """Something to do. `kind` and `key` say on which page; `partner_id` whose part it is (None: the consortium's)."""

    kind: str
    """A PartKind, or 'sign_off', 'invitation', 'rule'."""
    sentence: str
    key: str = ""
    field_key: str = ""
    partner_id: uuid.UUID | None = None
    blocking: bool = True


@dataclass(frozen=True)
class Completeness:
    """What blocks the deposit, and what only deserves attention."""

    gaps: tuple[Gap, ...]
    warnings: tuple[Gap, ...]

    @property
    def is_complete(self) -> bool:
        """Nothing blocks."""
        return not self.gaps

    def of_partner(self, partner_id: uuid.UUID) -> tuple[Gap, ...]:
        """What blocks in one member's part."""
        return tuple(each for each in self.gaps if each.partner_id == partner_id)


def completeness_of(rows: ApplicationRows, *, now: datetime) -> Completeness:
    """The live list, in the order of the pages. A deposited file misses nothing: it would have been refused."""
    application = rows.application
    if application.state == ApplicationState.SUBMITTED and not application.is_historical:
        return Completeness((), ())
    found = (
        *_identity(rows),
        *_consortium(rows),
        *_answers(rows),
        *_budget(rows),
        *_pieces(rows),
        *_sign_offs(rows),
        *_rules(rows, now=now),
    )
    return Completeness(
        gaps=tuple(each for each in found if each.blocking), warnings=tuple(each for each in found if not each.blocking)
    )


def part_gaps(rows: ApplicationRows, partner_id: uuid.UUID) -> tuple[Gap, ...]:
    """What blocks the validation of one member's part: its answers, its financing plan, its pieces."""
    found = (*_answers(rows), *_budget(rows), *_pieces(rows))
    return tuple(each for each in found if each.partner_id == partner_id and each.blocking)


def _identity(rows: ApplicationRows) -> Iterator[Gap]:
    if rows.application.months is None:
        yield Gap(PartKind.IDENTITY, _("Indiquez la durée du projet, en mois."), field_key="months")
    if rows.configuration.scopes and not rows.application.scope:
        yield Gap(PartKind.IDENTITY, _("Indiquez la portée du projet."), field_key="scope")


def _consortium(rows: ApplicationRows) -> Iterator[Gap]:
    for each in rows.partners:
        if each.state == PartnerState.INVITED:
            yield Gap(
                "invitation",
                _("%(name)s n’a pas encore répondu à l’invitation : attendez sa réponse, ou retirez l’invitation.")
                % {"name": each.name},
                partner_id=each.pk,
            )
    least, count = rows.configuration.minimum_partners, len(rows.members)
    if count < least:
        yield Gap(
            "invitation",
            ngettext(
                "Le groupement compte %(count)s membre ; il en faut au moins %(least)s, chef de file compris.",
                "Le groupement compte %(count)s membres ; il en faut au moins %(least)s, chef de file compris.",
                count,
            )
            % {"count": count, "least": least},
        )
    kinds = {each.organisation.kind: each for each in rows.members if each.organisation}
    for wanted in rows.configuration.required_partner_kinds:
        if wanted not in kinds:
            label = OrganisationKind(wanted).label
            yield Gap(
                "invitation", _("Le groupement doit compter un membre de cette nature : %(kind)s.") % {"kind": label}
            )


def _answers(rows: ApplicationRows) -> Iterator[Gap]:
    for piece in _missing(rows, None):
        yield Gap(PartKind.SECTION, f"{piece.label} : {piece.sentence}", piece.section_key, piece.field_key)
    for member in rows.members:
        for piece in _missing(rows, member.pk):
            yield Gap(
                PartKind.SECTION,
                f"{member.name} · {piece.label} : {piece.sentence}",
                piece.section_key,
                piece.field_key,
                member.pk,
            )


def _missing(rows: ApplicationRows, partner_id: uuid.UUID | None) -> tuple[MissingPiece, ...]:
    return missing_answers(
        rows.definition,
        rows.stored_answers(partner_id),
        rows.form_facts,
        per_partner=partner_id is not None,
        reading=rows.reading(partner_id),
    )


def _budget(rows: ApplicationRows) -> Iterator[Gap]:
    for each in rows.budget.broken:
        kind = PartKind.FUNDING if each.rule in {"balance", "aid_cap"} else PartKind.BUDGET
        yield Gap(kind, each.sentence, each.rule, each.category_key, each.partner_id)


def _pieces(rows: ApplicationRows) -> Iterator[Gap]:
    for piece in rows.configuration.pieces:
        owners: tuple[Partner | None, ...] = rows.members if piece.per_partner else (None,)
        for owner in owners:
            partner_id = owner.pk if owner else None
            if rows.attachment(piece.key, partner_id) is not None:
                continue
            if owner is None:
                sentence = _("Joignez la pièce « %(piece)s ».") % {"piece": piece.label}
            else:
                sentence = _("%(name)s doit joindre la pièce « %(piece)s ».") % {
                    "name": owner.name,
                    "piece": piece.label,
                }
            if piece.required:
                yield Gap(PartKind.PIECE, sentence, piece.key, "", partner_id)


def _sign_offs(rows: ApplicationRows) -> Iterator[Gap]:
    for each in rows.members:
        if not each.is_lead and each.state != PartnerState.SIGNED_OFF:
            yield Gap(
                "sign_off", _("%(name)s n’a pas encore validé sa partie.") % {"name": each.name}, partner_id=each.pk
            )


def _rules(rows: ApplicationRows, *, now: datetime) -> Iterator[Gap]:
    """The call's own rules that fail. A rule of money that the budget already explains is not said twice."""
    told = {each.rule for each in rows.budget.broken}
    facts, vocabulary = facts_of(rows, now=now), application_vocabulary(rows.configuration)
    for rule in rows.eligibility_rules.rules:
        read = set(rule.paths_read())
        said = rule.id in told or (told and read <= MONEY_FACTS) or ("category_ceiling" in told and read & CEILINGS)
        if said or rule.id in _SAID_ELSEWHERE:
            continue
        proof = rule.evaluate(facts, vocabulary)
        if proof.result == FAILED:
            yield Gap("rule", str(proof.sentence), rule.id, blocking=proof.severity == BLOCKING)


_SAID_ELSEWHERE = frozenset({"on_time", "consortium"})
"""Rules whose gap has its own sentence above (the instant is the command's matter, not completeness)."""
