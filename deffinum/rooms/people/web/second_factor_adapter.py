"""How second factors are kept: what we tell django-allauth."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from deffinum.rooms.people.queries.second_factor import opened_factor, sealed_factor


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The database never holds a factor's secret in clear."""

    def encrypt(self, text: str) -> str:
        """Before it is stored."""
        return sealed_factor(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Before a code is checked. Raises SealBroken: nobody enters with a secret that cannot be read."""
        return opened_factor(encrypted_text)
