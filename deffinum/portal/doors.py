"""The five needs that bring people here; a door is open when the room behind it exists."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import Words


@dataclass(frozen=True)
class Need:
    """A need in the person's words, what stands behind the door, and its address ('' when nothing stands there yet)."""

    key: str
    label: Words
    text: Words
    address: str


_NEEDS = (
    Need(
        "funding",
        _("Je cherche un financement"),
        _("Les appels ouverts et passés, ce qu’ils demandent, et le dossier à déposer avec vos partenaires."),
        "/appels/",
    ),
    Need(
        "training",
        _("Je me forme"),
        _("Des ressources immersives et des parcours, partout en France."),
        "/parcours/",
    ),
    Need(
        "place",
        _("Je gère un lieu"),
        _("Le label, l’équipement et les réservations des tiers-lieux de formation."),
        "/lieux/",
    ),
    Need(
        "steering",
        _("Je pilote ou j’instruis"),
        _("Les dossiers qui attendent, les délais qui courent, les décisions à préparer."),
        "/instruction/",
    ),
    Need(
        "plan",
        _("Je regarde le plan"),
        _("Les leviers, leur état, l’argent et les chiffres, chacun avec sa source."),
        "/plan/",
    ),
)


def needs() -> tuple[Need, ...]:
    """The five needs; those whose page does not exist yet carry no address."""
    return tuple(each if _answers(each.address) else Need(each.key, each.label, each.text, "") for each in _NEEDS)


def _answers(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True
