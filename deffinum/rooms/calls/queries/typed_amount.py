"""What amount did a person type?"""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.design.formats import money_text
from deffinum.foundation.errors import DomainError
from deffinum.foundation.values import InvalidAmount, Money

LARGEST = Money.euros(100_000_000_000)
"""Above a hundred billion euros, one digit too many was typed; sums of lines always fit the database below it."""


class AmountRefused(DomainError):
    """Not an amount, a negative one or one without measure: the amount kept before stays."""

    status: ClassVar[int] = 422


def read_amount(raw: str, *, field: str) -> Money:
    """What a person typed, as cents; an empty cell is zero. Raises AmountRefused with the text typed."""
    if not raw.strip():
        return Money(0)
    try:
        amount = Money.parse(raw)
    except InvalidAmount:
        raise AmountRefused(
            _(
                "« %(raw)s » n’est pas un montant. Écrivez par exemple 12 500 ou 12 500,50. Le montant d’avant "
                "est gardé."
            )
            % {"raw": raw},
            field=field,
        ) from None
    if amount.cents < 0:
        raise AmountRefused(
            _("« %(raw)s » est négatif : un montant est positif ou nul. Le montant d’avant est gardé.") % {"raw": raw},
            field=field,
        )
    if amount > LARGEST:
        raise AmountRefused(
            _("« %(raw)s » est trop grand : le plus grand montant est %(largest)s. Le montant d’avant est gardé.")
            % {"raw": raw, "largest": money_text(LARGEST)},
            field=field,
        )
    return amount
