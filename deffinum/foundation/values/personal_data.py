"""What a model says about the personal data that it holds (PRODUCT rule 14)."""

from __future__ import annotations

from dataclasses import dataclass

from deffinum.foundation.values.text import Text


@dataclass(frozen=True)
class PersonalData:
    """Declared beside each model that holds personal data: `PERSONAL_DATA = (PersonalData("Account", …),)`."""

    model: str
    """Name of the model's class."""
    purpose: Text
    legal_basis: Text
    """GDPR, article 6(1): 'mission d’intérêt public (e)', 'consentement (a)'…"""
    retention: Text
    fields: tuple[str, ...]
    """Columns that hold personal data."""
