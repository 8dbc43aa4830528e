"""The register as a 360Giving package (schema 1.4): one grant a beneficiary, amounts as exact decimals.

A number is written from whole cents, never through a binary fraction: it is first kept as a marked text, and the mark
(a control sign that no stored text can hold) is taken off the finished JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from deffinum.foundation.values import Money
from deffinum.rooms.grants.queries.register import RegisterAward, RegisterShare

PREFIX = "360G-deffinum"
"""Prefix of identifiers. The platform is not registered with 360Giving: organisations keep identifiers of ours."""
VERSION = "1.4"
_NUMBER = re.compile(r'"\\u0000number:(-?[0-9]+\.[0-9]{2})"')


def giving_package(awards: Iterable[RegisterAward], *, address_of: dict[str, str]) -> str:
    """The package as JSON text. `address_of`: the public page of each award, by reference.

    Awards without a published amount are left out: the standard requires one.
    """
    grants = [
        _grant(award, share, share.aid, address_of.get(award.reference, ""))
        for award in awards
        if award.aid is not None
        for share in award.shares
        if share.aid is not None
    ]
    text = json.dumps({"version": VERSION, "grants": grants}, ensure_ascii=False, indent=2)
    return _NUMBER.sub(r"\1", text)


def _grant(award: RegisterAward, share: RegisterShare, aid: Money, address: str) -> dict[str, Any]:
    rank = award.shares.index(share) + 1
    grant: dict[str, Any] = {
        "id": f"{PREFIX}-{award.reference}-{rank}",
        "title": award.name,
        "description": _description(award, share),
        "currency": "EUR",
        "amountAwarded": _exact(aid),
        "awardDate": award.awarded_on.isoformat(),
        "recipientOrganization": [_organisation(share.siret or str(share.organisation_id), share.name)],
        "fundingOrganization": [_organisation(award.grantor_siret or award.call_slug, award.grantor_name)],
        "grantProgramme": [{"code": award.call_slug, "title": award.call_title.fr}],
        "fromOpenCall": "Yes",
    }
    if award.starts_on and award.ends_on:
        grant["plannedDates"] = [{"startDate": award.starts_on.isoformat(), "endDate": award.ends_on.isoformat()}]
    if award.source or address:
        grant["dataSource"] = award.source or address
    return grant


def _description(award: RegisterAward, share: RegisterShare) -> str:
    if len(award.shares) == 1:
        return award.title
    role = "chef de file" if share.is_lead else "partenaire"
    return f"{award.title} — part de {share.name}, {role} d’un groupement de {len(award.shares)} organisations"


def _organisation(identifier: str, name: str) -> dict[str, str]:
    return {"id": f"{PREFIX}-org-{identifier}", "name": name}


def _exact(amount: Money) -> str:
    return f"\x00number:{amount.decimal_text}"
