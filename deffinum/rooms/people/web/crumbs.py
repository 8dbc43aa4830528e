"""The first levels of the breadcrumb on this room's pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.shapes import Crumb

MY_SPACE = "/mon-espace/"


def under_my_space(*labels: str | Crumb) -> list[Crumb]:
    """Mon espace › …"""
    return [Crumb(_("Mon espace"), MY_SPACE), *(each if isinstance(each, Crumb) else Crumb(each) for each in labels)]


def under_organisations(*labels: str | Crumb) -> list[Crumb]:
    """Mon espace › Mes organisations › …"""
    return under_my_space(Crumb(_("Mes organisations"), reverse("people:my_organisations")), *labels)
