"""The look alone: no room, no database. Serves the previews as the real platform would (WhiteNoise, gzip, CSP)."""

from __future__ import annotations

import os
from pathlib import Path

from deffinum.config.settings import *  # noqa: F403

INSTALLED_APPS = [
    "deffinum.design",
    "deffinum.foundation.clock",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
AUTH_USER_MODEL = "auth.User"
ROOT_URLCONF = "tests.design.look_addresses"
DATABASES: dict[str, object] = {}
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
ALLOWED_HOSTS = ["127.0.0.1"]
SAMPLE_MODE = True
STATIC_ROOT = Path(os.environ.get("LOOK_STATIC_ROOT", "/nowhere"))
