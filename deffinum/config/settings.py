"""Django settings: only what joins the parts together. Values that change between machines live in `env.py`."""

from __future__ import annotations

from csp.constants import NONE, SELF

from deffinum.config.database import database_settings
from deffinum.config.env import ENVIRONMENT, PROJECT_FOLDER, RUN_FOLDER  # noqa: F401 - a setting as it is

ROOMS = ["people", "plan", "records", "calls", "selection", "grants", "commons"]
FOUNDATION_APPS = ["audit", "clock", "files", "geo", "jobs", "lifecycle", "pdf", "questionnaires", "references"]

BASE_DIR = PROJECT_FOLDER
SECRET_KEY = ENVIRONMENT.secret_key
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.secret_key_fallbacks)
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = [*ENVIRONMENT.allowed_hosts, f".{ENVIRONMENT.content_domain}"]
CONTENT_DOMAIN = ENVIRONMENT.content_domain
CONTENT_URLCONF = "deffinum.rooms.commons.web.content.urls"
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.site_url]
CSRF_FAILURE_VIEW = "deffinum.portal.pages.errors.forgery_suspected"
SITE_URL = ENVIRONMENT.site_url
SAMPLE_MODE = ENVIRONMENT.sample_mode
THEME = ENVIRONMENT.theme
DEFAULT_ZONE = ENVIRONMENT.default_zone
FILES_FOLDER = ENVIRONMENT.files_folder
FILES_LOCATION = ENVIRONMENT.files_location
OUTGOING_LOOPBACK = ENVIRONMENT.outgoing_loopback

INSTALLED_APPS = [
    # Upper rooms first: a room may override nothing, but Django looks templates up in this order.
    *[f"deffinum.rooms.{room}" for room in reversed(ROOMS)],
    "deffinum.portal",
    "deffinum.design",
    *[f"deffinum.foundation.{name}" for name in FOUNDATION_APPS],
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "ninja",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "deffinum.design.requests.ArrivalMiddleware",
    # A host that serves packages goes no further: no session, no cookie, no page of the platform.
    "deffinum.rooms.commons.web.content.host.ContentHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    # What tools ask of the record store needs none of what makes a page.
    "deffinum.rooms.records.web.xapi.door.StoreMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "deffinum.design.null_characters.NullCharacterMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "deffinum.rooms.people.web.current_actor.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "deffinum.portal.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "deffinum.config.urls"
WSGI_APPLICATION = "deffinum.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "deffinum.design.page_context.page_context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "deffinum.design.templatetags.design",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database_settings(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Rate limits must be shared by the web processes: the cache lives in the database.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.site_url.startswith("https://")
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
# Foundation packages that are no apps keep their texts together; apps are found by Django itself.
LOCALE_PATHS = [PROJECT_FOLDER / "deffinum/foundation/locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = PROJECT_FOLDER / "staticfiles"
STATICFILES_FINDERS = [
    "deffinum.design.static_files.AppFilesFinder",
    "deffinum.design.static_files.PackagedFilesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "deffinum.design.static_files.PreparedFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = ENVIRONMENT.mail_folder
if ENVIRONMENT.mail_url:
    from deffinum.config.mail_server import mail_settings  # only read when a server is configured

    globals().update(mail_settings(ENVIRONMENT.mail_url))

LOGGING = {
    # Everything worth reading goes to the process's own output: the supervisor or the system keeps it.
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SESSION_COOKIE_SECURE else 0
# W005, W021: whether the host's other subdomains use https, and browsers' preload lists, are not ours to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "procrastinate_tasks"

from deffinum.config.identity import *  # noqa: E402,F403 - allauth reads flat names; kept in a file of their own

# The form that opens the identity provider's page is redirected to it.
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += IDENTITY_PROVIDER_ORIGINS  # noqa: F405
