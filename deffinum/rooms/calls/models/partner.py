"""A member of the consortium."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from django.db import models
from django.db.models import Max
from django.utils.crypto import salted_hmac

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.calls.models.application import Application
from deffinum.rooms.calls.words import ACTIVE_PARTNER_STATES, PartnerRole, PartnerState

FORGOTTEN_DOMAIN = "oubliee.invalid"
"""Domain of what stands for a forgotten address: two forgotten invitations of one file stay apart (constraint)."""

PERSONAL_DATA = (
    PersonalData(
        model="Partner",
        purpose=Text(
            "Inviter une organisation dans un groupement, et prouver qui a validé sa partie",
            "Invite an organisation into a consortium, and prove who signed off its part",
        ),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text(
            "L’adresse : jusqu’à la réponse, ou trente jours après l’expiration de l’invitation. Qui a invité et qui a "
            "validé : aussi longtemps que le dossier, sous un identifiant sans nom une fois le compte effacé",
            "The address: until the answer, or thirty days after the invitation expires. Who invited and who signed "
            "off: as long as the file, under an identifier without a name once the account is erased",
        ),
        fields=("invited_email", "invited_by", "signed_off_by"),
    ),
)


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Chainable filters."""

    def active(self) -> PartnerQuerySet:
        """Members who are in, whether they have signed off or not."""
        return self.filter(state__in=ACTIVE_PARTNER_STATES)

    def standing(self) -> PartnerQuerySet:
        """Members who are in, or invited and not answered yet."""
        return self.exclude(state__in=[PartnerState.DECLINED, PartnerState.REMOVED])

    def of_secret(self, secret: str) -> PartnerQuerySet:
        """The invitation whose link carries this secret."""
        return self.filter(secret_hash=secret_hash(secret))

    def with_useless_address(self, *, expired_before: datetime) -> PartnerQuerySet:
        """Answered or withdrawn invitations, and those that expired before this instant, that still show an address."""
        over = ~models.Q(state=PartnerState.INVITED) | models.Q(expires_at__lt=expired_before)
        return self.filter(over).exclude(invited_email="").exclude(invited_email__endswith=f"@{FORGOTTEN_DOMAIN}")

    def next_rank(self, application: Application) -> int:
        """The place of the next member (read under the application's lock)."""
        last: int | None = self.filter(application=application).aggregate(last=Max("rank"))["last"]
        return (last or 0) + 1


def secret_hash(secret: str) -> str:
    """What is kept of an invitation's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Partner(models.Model):
    """A member of the consortium, or an invitation to become one. Only the hash of the invitation's secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "people.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Known once the invitation is accepted."""
    invited_name = models.CharField(max_length=200, blank=True)
    invited_email = models.EmailField(blank=True)
    role = models.CharField(max_length=10, choices=PartnerRole.choices)
    state = models.CharField(max_length=20, choices=PartnerState.choices)
    rank = models.PositiveSmallIntegerField()
    invited_by = models.UUIDField(null=True, blank=True)
    secret_hash = models.CharField(max_length=64, blank=True, db_index=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    """When the invitation's mail left: a job that runs again does not send it twice."""
    joined_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.UUIDField(null=True, blank=True)
    signed_off_at = models.DateTimeField(null=True, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ("application", "rank")
        constraints = [
            models.UniqueConstraint(fields=["application", "rank"], name="partner_rank_once"),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(role="lead") & ~models.Q(state__in=["declined", "removed"]),
                name="partner_one_lead",
            ),
            models.UniqueConstraint(
                fields=["application", "organisation"],
                condition=models.Q(organisation__isnull=False) & ~models.Q(state__in=["declined", "removed"]),
                name="partner_organisation_once",
            ),
            models.UniqueConstraint(
                fields=["application", "invited_email"],
                condition=models.Q(state="invited"),
                name="partner_invited_once",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_off_by__isnull=True, signed_off_at__isnull=True)
                | models.Q(signed_off_by__isnull=False, signed_off_at__isnull=False),
                name="partner_sign_off_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.invited_name or str(self.organisation_id)

    @property
    def name(self) -> str:
        """The organisation's name once it has joined, else the name it was invited under."""
        return self.organisation.name if self.organisation else self.invited_name or self.known_email

    @property
    def known_email(self) -> str:
        """The invited address; '' once it was forgotten."""
        return "" if self.invited_email.endswith(f"@{FORGOTTEN_DOMAIN}") else self.invited_email

    @property
    def invitation_secret(self) -> str:
        """The secret of the invitation's link: derived from the server's key and the row, never stored, so that the
        job that writes the mail needs ids only. A new expiry gives a new secret.
        """
        expires = self.expires_at.isoformat() if self.expires_at else ""
        return salted_hmac("calls.invitation", f"{self.pk}:{expires}", algorithm="sha256").hexdigest()

    def mark_signed(self, account_id: uuid.UUID | None, instant: datetime | None) -> None:
        """Write who validated the part and when, or that nobody does any more (None, None)."""
        self.signed_off_by, self.signed_off_at = account_id, instant
        self.save(update_fields=["signed_off_by", "signed_off_at"])

    @property
    def is_active(self) -> bool:
        """In the consortium, whether it has signed off or not."""
        return self.state in ACTIVE_PARTNER_STATES

    @property
    def is_lead(self) -> bool:
        """The consortium's lead."""
        return self.role == PartnerRole.LEAD
