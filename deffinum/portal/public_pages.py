"""The addresses that anyone may read, for the sitemap."""

from __future__ import annotations

from django.urls import reverse

from deffinum.design import slots_addresses
