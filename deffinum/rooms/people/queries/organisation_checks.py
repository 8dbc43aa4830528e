"""Is what a person typed about an organisation right, and is the organisation already known?"""

from __future__ import annotations

import re
import uuid
from datetime import date

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.values import InvalidSiret, Siret
from deffinum.rooms.people.models import Organisation
from deffinum.rooms.people.queries.organisations import whom_to_ask
from deffinum.rooms.people.queries.regions import region_name
from deffinum.rooms.people.words import OrganisationKind


class WrongSiret(DomainError):
    """Not fourteen digits, or the key is wrong."""

    status = 422


class WrongActivityNumber(DomainError):
    """The declaration number of a training organisation has eleven digits (L6351-1)."""

    status = 422


class WrongOrganisationField(DomainError):
    """A kind, a region, a postcode or a date that does not exist."""

    status = 422


class OrganisationKnown(DomainError):
    """Another organisation has this SIRET."""


def checked_fields(
    *,
    name: str,
    siret: str,
    kind: str,
    activity_number: str,
    region_code: str,
    postcode: str,
    commune_code: str,
    commune_name: str,
    address: str,
    created_on: date | None,
    today: date,
) -> dict[str, object]:
    """The organisation's columns, cleaned. Raises the errors of this file, each with its field."""
    if not name.strip():
        raise WrongOrganisationField(_("Indiquez le nom de l’organisation."), field="name")
    if kind not in OrganisationKind.values:
        raise WrongOrganisationField(_("Choisissez le type d’organisation dans la liste."), field="kind")
    if region_code and not region_name(region_code):
        raise WrongOrganisationField(_("Choisissez la région dans la liste."), field="region_code")
    if postcode and not re.fullmatch(r"[0-9]{5}", postcode.strip()):
        raise WrongOrganisationField(_("Un code postal compte cinq chiffres, par exemple 21000."), field="postcode")
    if commune_code and not re.fullmatch(r"[0-9][0-9AB][0-9]{3}", commune_code.strip()):
        raise WrongOrganisationField(
            _("Un code de commune INSEE compte cinq signes, par exemple 21231."), field="commune_code"
        )
    if created_on is not None and created_on > today:
        raise WrongOrganisationField(_("La date de création ne peut pas être dans le futur."), field="created_on")
    return {
        "name": " ".join(name.split()),
        "siret": checked_siret(siret),
        "kind": kind,
        "activity_number": checked_activity_number(activity_number),
        "region_code": region_code,
        "postcode": postcode.strip(),
        "commune_code": commune_code.strip(),
        "commune_name": commune_name.strip(),
        "address": address.strip(),
        "created_on": created_on,
    }


def checked_siret(text: str) -> str:
    """Fourteen digits with a right key. Raises WrongSiret."""
    try:
        return Siret.parse(text).digits
    except InvalidSiret:
        raise WrongSiret(
            _(
                "« %(siret)s » n’est pas un numéro SIRET : il compte quatorze chiffres et sa clé doit être juste. "
                "Vérifiez-le sur votre avis de situation INSEE."
            )
            % {"siret": text[:30]},
            field="siret",
        ) from None


def checked_activity_number(text: str) -> str:
    """Eleven digits, or ''. Raises WrongActivityNumber."""
    digits = re.sub(r"[\s\u00a0\u202f.\-]", "", text)
    if digits and not re.fullmatch(r"[0-9]{11}", digits):
        raise WrongActivityNumber(
            _(
                "Le numéro de déclaration d’activité compte onze chiffres ; « %(number)s » n’en a pas onze. "
                "Laissez le champ vide si l’organisation n’en a pas."
            )
            % {"number": text[:30]},
            field="activity_number",
        )
    return digits


def refuse_known_siret(siret: str, *, day: date, but: uuid.UUID | None = None) -> None:
    """Raise OrganisationKnown, with whom to ask, when another organisation has this SIRET."""
    same = Organisation.objects.filter(siret=siret)
    found = (same.exclude(pk=but) if but else same).first()
    if found is None:
        return
    names = whom_to_ask(found.pk, day=day)
    ask = (
        _("Demandez une invitation à : %(names)s.") % {"names": ", ".join(names)}
        if names
        else _("Demandez un mandat depuis « mon espace », ou écrivez à l’équipe du plan.")
    )
    raise OrganisationKnown(
        _("« %(name)s » est déjà enregistrée avec ce SIRET : rien n’a été créé en double.") % {"name": found.name}
        + " "
        + ask,
        field="siret",
    )
