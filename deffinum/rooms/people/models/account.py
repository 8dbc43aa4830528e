"""A person who signs in."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext

from deffinum.foundation.values import PersonalData, Text

PERSONAL_DATA = (
    PersonalData(
        model="Account",
        purpose=Text("Agir en son nom sur la plateforme", "Act in one's own name on the platform"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text(
            "Trois ans après la dernière connexion, puis effacement : le pseudonyme reste",
            "Three years after the last sign-in, then erasure: the pseudonym stays",
        ),
        fields=("email", "first_name", "last_name", "language", "zone", "last_login"),
    ),
)


class AccountManager(BaseUserManager["Account"]):
    """Create accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """Create an account; without password it can only sign in by code, passkey or ProConnect."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who signs in. Once erased (`erased_at`) the identifier stays as a pseudonym, without name or address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=5, default="fr")
    zone = models.CharField(max_length=60, default="Europe/Paris")
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = AccountManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_folded_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """First and last name, else the address; a pseudonym once erased."""
        if self.erased_at is not None:
            return gettext("Compte effacé %(number)s") % {"number": str(self.pk)[:8]}
        return f"{self.first_name} {self.last_name}".strip() or self.email
