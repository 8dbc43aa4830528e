"""Small exact values that every room shares."""

from deffinum.foundation.values.money import InvalidAmount, Money, Rate, total
from deffinum.foundation.values.partial_date import PARTIAL_DATE_PATTERN, InvalidPartialDate, PartialDate
from deffinum.foundation.values.personal_data import PersonalData
from deffinum.foundation.values.readable_text import one_line, readable
from deffinum.foundation.values.siret import InvalidSiren, InvalidSiret, Siren, Siret
from deffinum.foundation.values.text import Text

__all__ = [
    "PARTIAL_DATE_PATTERN",
    "InvalidAmount",
    "InvalidPartialDate",
    "InvalidSiren",
    "InvalidSiret",
    "Money",
    "PartialDate",
    "PersonalData",
    "Rate",
    "Siren",
    "Siret",
    "Text",
    "one_line",
    "readable",
    "total",
]
