"""What may the rules of a call read of this application? The values of the facts named in `application_facts`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.values import Money, Rate, total
from deffinum.rooms.calls.queries.application_rows import ApplicationRows, application_rows
from deffinum.rooms.calls.words import CategoryKind, FundingKind


def application_facts(*, application_id: uuid.UUID, now: datetime) -> Mapping[str, Any]:
    """The facts of an application, as nested mappings of typed values. Raises Application.DoesNotExist."""
    return facts_of(application_rows(application_id), now=now)


def facts_of(rows: ApplicationRows, *, now: datetime) -> Mapping[str, Any]:
    """`application.*` (figures, and the consortium's answers under their field's key), `budget.*`, `partners`.

    What is not known yet is None: a rule on it is 'unknown', never wrong. Amounts are Money, rates are Rate.
    """
    application = rows.application
    outer: dict[str, Any] = {
        "application": _figures(rows, now=now),
        "budget": {} if application.is_historical else _budget(rows),
        "partners": tuple(_member(rows, rank) for rank in range(len(rows.members))),
    }
    answered = rows.reading().values
    own = {key: value for key, value in answered.items() if not rows.definition.section_of[key].per_partner}
    return {**outer, "application": {**own, **outer["application"]}, "answers": own}


def _figures(rows: ApplicationRows, *, now: datetime) -> dict[str, Any]:
    application, budget = rows.application, rows.budget
    historical = application.is_historical
    plan = dict(budget.kinds)
    base = _money(application.base_cents) if historical else budget.base
    aid = _money(application.aid_cents) if historical else budget.aid
    return {
        "base": base,
        "aid": aid,
        "rate": Rate.between(aid, base) if base is not None and aid is not None else None,
        "own": None if historical else plan[FundingKind.OWN] + plan[FundingKind.COFUNDER],
        "valued": None if historical else plan[FundingKind.VALUED],
        "months": application.months,
        "scope": application.scope or None,
        "region": application.region_code or None,
        "partner_count": None if historical else len(rows.members),
        "partner_kinds": tuple(each.organisation.kind for each in rows.members if each.organisation),
        "youngest_member_months": _youngest(rows, day_of(application.submitted_at or now)),
        "submitted_at_is_on_time": _is_on_time(rows, now=now),
    }


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)


def _is_on_time(rows: ApplicationRows, *, now: datetime) -> bool | None:
    """A deposited file was on time (a late one is refused); a draft is, as long as it could be deposited now."""
    if rows.application.submitted_at is not None:
        return True
    return None if rows.application.is_historical else rows.application.punctuality(now) is not None


def _youngest(rows: ApplicationRows, day: date) -> int | None:
    """Whole months since the creation of the youngest member; None as long as one date is not known."""
    dates = [each.organisation.created_on if each.organisation else None for each in rows.members]
    if not dates or None in dates:
        return None
    return min((day.year - d.year) * 12 + day.month - d.month - (day.day < d.day) for d in dates if d)


def _budget(rows: ApplicationRows) -> dict[str, Any]:
    pairs = tuple(zip(rows.budget.categories, rows.budget.category_totals, strict=True))
    return {
        "investment": total(amount for category, amount in pairs if category.kind == CategoryKind.INVESTMENT),
        "operating": total(amount for category, amount in pairs if category.kind == CategoryKind.OPERATING),
        "capped_categories": tuple(
            {
                "key": category.key,
                "amount": amount,
                "share": Rate.between(amount, rows.budget.base),
                "ceiling": category.ceiling,
            }
            for category, amount in pairs
            if category.ceiling is not None
        ),
    }


def _member(rows: ApplicationRows, rank: int) -> Mapping[str, Any]:
    partner, part = rows.members[rank], rows.budget.parts[rank]
    organisation = partner.organisation
    return {
        "name": partner.name,
        "role": partner.role,
        "kind": organisation.kind if organisation else None,
        "region": (organisation.region_code if organisation else "") or None,
        "created_on": organisation.created_on if organisation else None,
        "base": part.base,
        "aid": part.aid,
        "rate": part.rate,
    }
