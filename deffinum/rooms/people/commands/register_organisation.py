"""Register an organisation: an establishment that takes part in the plan."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.events import publish
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import InvalidSiret, Siret
from deffinum.rooms.people.commands.start_mandate import start_mandate
from deffinum.rooms.people.events import OrganisationRegistered
from deffinum.rooms.people.models import Organisation
from deffinum.rooms.people.policies import may_register_organisation
from deffinum.rooms.people.queries.organisations import whom_to_ask
from deffinum.rooms.people.queries.regions import region_name
from deffinum.rooms.people.words import MandateKind, OrganisationKind


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


@command("people.register_organisation")
def register_organisation(
    *,
    name: str,
    siret: str,
    kind: str,
    activity_number: str = "",
    region_code: str = "",
    postcode: str = "",
    commune_code: str = "",
    commune_name: str = "",
    address: str = "",
    created_on: date | None = None,
    by: Actor,
    now: datetime,
) -> uuid.UUID:
    """Register an establishment; the person who does it becomes its first representative. Returns its identifier.

    `siret` is required and its key is checked (La Poste's exception included); `activity_number` has eleven digits
    or is empty. Raises Refused, WrongSiret, WrongActivityNumber, WrongOrganisationField, OrganisationKnown.
    """
    may_register_organisation(by, now=now).require()
    fields = checked_fields(
        name=name,
        siret=siret,
        kind=kind,
        activity_number=activity_number,
        region_code=region_code,
        postcode=postcode,
        commune_code=commune_code,
        commune_name=commune_name,
        address=address,
        created_on=created_on,
        today=day_of(now),
    )
    refuse_known_siret(fields["siret"], day=day_of(now))
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(registered_at=now, **fields)
    except IntegrityError:
        # Two people registered it at the same instant: the first one won.
        refuse_known_siret(fields["siret"], day=day_of(now))
        raise
    if by.kind == "person" and by.account_id is not None:
        start_mandate(
            account_id=by.account_id, organisation_id=organisation.pk, kind=MandateKind.REPRESENTATIVE, now=now
        )
    publish(OrganisationRegistered(organisation.pk))
    return organisation.pk


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
    found = Organisation.objects.filter(siret=siret).exclude(pk=but).first()
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
