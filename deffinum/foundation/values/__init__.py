"""Small exact values that every room shares."""

from deffinum.foundation.values.money import InvalidAmount, Money, Rate, total
from deffinum.foundation.values.personal_data import PersonalData
from deffinum.foundation.values.siret import InvalidSiren, InvalidSiret, Siren, Siret
from deffinum.foundation.values.text import Text

__all__ = [
    "InvalidAmount",
    "InvalidSiren",
    "InvalidSiret",
    "Money",
    "PersonalData",
    "Rate",
    "Siren",
    "Siret",
    "Text",
    "total",
]
