"""What amount did a person type?"""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.values import InvalidAmount, Money


class AmountRefused(DomainError):
    """Not an amount, or a negative one: the amount kept before stays."""

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
    return amount
