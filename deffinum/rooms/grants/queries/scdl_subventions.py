"""The register as SCDL `subventions` 2.1.1: one row a beneficiary.

Source of the fields and of their constraints: the schema's documentation, version 2.1.1 (schema.data.gouv.fr,
`scdl/subventions`). `montant` is the TOTAL before the split between beneficiaries and `pourcentageSubvention` the
beneficiary's share of it (not the aid rate): the shares of one award add up to exactly 1.

Nothing is made up to fill a column: an award without a published amount, or whose grantor has no known SIRET, cannot be
a row (`can_be_a_row`). Where the schema requires a value that no public source gives, the nearest fact stands in, and
the register's page says so: the day of the decision for a convention or a payment that was not published.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from deffinum.design.formats import cell_text
from deffinum.foundation.values import Money
from deffinum.foundation.values.sharing import share_out
from deffinum.rooms.grants.queries.register import RegisterAward, RegisterShare

COLUMNS = (
    "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire",
    "rnaBeneficiaire", "objet", "montant", "nature", "conditionsVersement", "datesPeriodeVersement", "idRAE",
    "notificationUE", "pourcentageSubvention", "dispositifAide",
)  # fmt: skip
SHARE_DIGITS = 6
"""Decimals of a share: the parts are shared out in millionths, so that they add up to 1 exactly."""
NOTHING = "0"
"""A member that gets no part of the aid is no beneficiary: the schema's shares are above zero."""
LONGEST_PURPOSE = 255
UNKNOWN_CONDITIONS = "modalités de versement non publiées"
"""The column takes 'unique', 'échelonné', or other words of fewer than 256 signs."""


def scdl_rows(awards: Iterable[RegisterAward]) -> tuple[dict[str, str], ...]:
    """Rows in the order of the register, then of the consortium."""
    return tuple(
        row for award in awards if can_be_a_row(award) and award.aid is not None for row in _rows_of(award, award.aid)
    )


def can_be_a_row(award: RegisterAward) -> bool:
    """Does it have what the schema requires: an amount, beneficiaries, and the SIRET of who grants it?"""
    return award.aid is not None and bool(award.shares) and bool(award.grantor_siret)


def scdl_csv(awards: Iterable[RegisterAward]) -> str:
    """The file: UTF-8, comma, one line of headings."""
    written = io.StringIO()
    writer = csv.DictWriter(written, fieldnames=COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(scdl_rows(awards))
    return written.getvalue()


def exact_shares(shares: tuple[RegisterShare, ...]) -> tuple[str, ...]:
    """'0.142858': each member's share of the aid, adding up to exactly 1 (largest remainder, in millionths)."""
    cents = [each.aid.cents if each.aid else 0 for each in shares]
    weights = cents if any(cents) else [1] * len(shares)
    whole = 10**SHARE_DIGITS
    return tuple(
        "1" if part == whole else f"0.{part:0{SHARE_DIGITS}d}".rstrip("0").rstrip(".")
        for part in share_out(whole, weights)
    )


def _rows_of(award: RegisterAward, aid: Money) -> Iterable[dict[str, str]]:
    convention = award.signed_on or award.awarded_on
    starts, ends = award.starts_on or convention, award.ends_on
    period = f"{starts.isoformat()}/{ends.isoformat()}" if ends else starts.isoformat()
    for share, part in zip(award.shares, exact_shares(award.shares), strict=True):
        if part == NOTHING:
            continue
        yield {
            "nomAttribuant": cell_text(award.grantor_name),
            "idAttribuant": award.grantor_siret,
            "dateConvention": convention.isoformat(),
            "referenceDecision": award.reference,
            "nomBeneficiaire": cell_text(share.name),
            "idBeneficiaire": share.siret,
            "rnaBeneficiaire": "",
            "objet": cell_text(award.title[:LONGEST_PURPOSE]),
            "montant": aid.decimal_text,
            "nature": "aide en numéraire",
            "conditionsVersement": _conditions(award),
            "datesPeriodeVersement": period,
            "idRAE": "",
            "notificationUE": "non",
            "pourcentageSubvention": part,
            "dispositifAide": cell_text(award.call_title.fr),
        }


def _conditions(award: RegisterAward) -> str:
    if award.tranche_count == 0:
        return UNKNOWN_CONDITIONS
    return "unique" if award.tranche_count == 1 else "échelonné"
