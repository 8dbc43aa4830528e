"""What does the receipt of a deposit say?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from deffinum.design.formats import instant_text, money_text
from deffinum.foundation.files.words import size_text
from deffinum.foundation.values import Money, Text
from deffinum.rooms.calls.models import Submission
from deffinum.rooms.calls.queries.submission_snapshot import SubmissionReceipt, receipt_of
from deffinum.rooms.people.public import Account


@dataclass(frozen=True)
class ReceiptDocument:
    """Title, language ('fr' or 'en') and data of `calls/pdf/receipt.typ`."""

    title: str
    language: str
    data: dict[str, Any]


def receipt_document(submission: Submission) -> ReceiptDocument:
    """Everything is written in the language of the person who deposited; instants in the call's zone and in UTC."""
    account = Account.objects.filter(pk=submission.submitted_by).first() if submission.submitted_by else None
    language = "en" if account is not None and account.language.startswith("en") else "fr"
    receipt, snapshot = receipt_of(submission), submission.snapshot
    with override(language):
        return ReceiptDocument(
            title=_("Récépissé de dépôt %(reference)s") % {"reference": receipt.reference},
            language=language,
            data={
                "heading": _("Récépissé de dépôt"),
                "reference": receipt.reference,
                "intro": _(
                    "Le dossier décrit ci-dessous a été reçu. L’empreinte permet de prouver, octet par octet, ce qui a "
                    "été déposé et quand."
                ),
                "facts": _facts(submission, receipt, snapshot),
                "files_caption": _("Pièces jointes au dossier"),
                "files": [
                    {
                        "name": f"{each.name} ({each.partner_name})" if each.partner_name else each.name,
                        "size": size_text(each.size, language),
                        "sha256": each.sha256,
                    }
                    for each in receipt.files
                ],
                "body": [
                    {
                        "kind": "note",
                        "title": _("Comment vérifier l’empreinte"),
                        "text": _(
                            "L’empreinte SHA-256 du dossier est celle de son contenu en JSON canonique (clés triées, "
                            "sans espace, UTF-8), que la plateforme conserve sans pouvoir le modifier."
                        ),
                    }
                ],
            },
        )


def _facts(submission: Submission, receipt: SubmissionReceipt, snapshot: dict[str, Any]) -> list[list[Any]]:
    application = submission.application
    rows: list[list[Any]] = [
        [_("Référence"), receipt.reference],
        [_("Appel à projets"), str(Text.read(application.call.title))],
        [_("Projet"), snapshot["title"]],
        [_("Chef de file"), application.lead.name],
        [_("Membres du groupement"), " · ".join(each["name"] for each in snapshot["partners"])],
        [_("Assiette éligible"), money_text(Money(snapshot["base_cents"]))],
        [_("Aide demandée"), money_text(Money(snapshot["aid_cents"]))],
        [_("Dépôt n°"), str(receipt.number)],
        [_("Reçu le"), instant_text(receipt.submitted_at, receipt.zone)],
        [_("Reçu le (temps universel)"), receipt.submitted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")],
        [_("Ponctualité"), str(receipt.accepted_as.label)],
    ]
    if receipt.closes_at is not None:
        rows.append([_("Clôture de la vague"), instant_text(receipt.closes_at, receipt.zone)])
    rows.append([_("Empreinte du dossier (SHA-256)"), {"digest": receipt.sha256}])
    return rows
