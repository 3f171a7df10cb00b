"""The hub's settings: each from the environment, each with a default that works.

Importing this package writes nothing; `foundation.data_dir.prepare_data_dir` makes the folder.
The reference of all variables is `docs/reference/settings.md`.
"""

from __future__ import annotations

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.data_dir import read_secret_key
from hanse.hub.foundation.rooms import list_apps
from hanse.hub.settings.content_security import CONTENT_SECURITY_POLICY  # noqa: F401
from hanse.hub.settings.database import build_databases
from hanse.hub.settings.logging import LOGGING_CONFIG, build_logging  # noqa: F401
from hanse.hub.settings.open_data import *  # noqa: F403  likewise
from hanse.hub.settings.registry import *  # noqa: F403  likewise
from hanse.hub.settings.signing_in import *  # noqa: F403  the settings of allauth, one by one
from hanse.vocabulary.folders import find_data_dir

env = environ.Env()
HUB_FOLDER = Path(__file__).parents[1]

# Where things are kept
HANSE_DATA_DIR = find_data_dir()
HANSE_RUNS_DIR = HANSE_DATA_DIR / "runs"
HANSE_UPLOADS_DIR = HANSE_DATA_DIR / "uploads"
HANSE_EXPORTS_DIR = HANSE_DATA_DIR / "exports"
HANSE_UPLOAD_LIMIT = env.int("HANSE_UPLOAD_LIMIT", default=200_000_000)
DATABASES = build_databases(HANSE_DATA_DIR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache_url("HANSE_CACHE_URL", default="locmemcache://hanse")}

# Who may reach it
SECRET_KEY = read_secret_key(HANSE_DATA_DIR)
DEBUG = env.bool("HANSE_DEBUG", default=False)
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list("HANSE_ALLOWED_HOSTS", default=LOOPBACK)
HANSE_HTTPS = env.bool("HANSE_HTTPS", default=not set(ALLOWED_HOSTS) <= set(LOOPBACK))
# For links in e-mails, which no visitor's request can tell.
HANSE_PUBLIC_ADDRESS = env.str(
    "HANSE_PUBLIC_ADDRESS",
    default=f"https://{ALLOWED_HOSTS[0]}" if HANSE_HTTPS else "http://127.0.0.1:8000",
).rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("HANSE_TRUSTED_ORIGINS", default=[])
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HANSE_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HANSE_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = env.int("HANSE_HSTS_SECONDS", default=31_536_000 if HANSE_HTTPS else 0)
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("HANSE_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "DENY"

# What it is made of
INSTALLED_APPS = [
    *list_apps(),
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
]
MIDDLEWARE = [
    "hanse.hub.foundation.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hanse.hub.people.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hanse.hub.foundation.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "hanse.hub.urls"
WSGI_APPLICATION = "hanse.hub.wsgi.application"
FORM_RENDERER = "hanse.hub.foundation.forms.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hanse.hub.foundation.frame.frame",
            ],
            "builtins": ["hanse.hub.foundation.templatetags.foundation"],
        },
    }
]

# Languages
LANGUAGES = [("en", _("English")), ("de", _("German")), ("fr", _("French"))]
LANGUAGE_CODE = env.str("HANSE_LANGUAGE", default="en")
LOCALE_PATHS = [HUB_FOLDER / "locale"]
USE_TZ = True
TIME_ZONE = env.str("HANSE_TIME_ZONE", default="Europe/Brussels")
USE_THOUSAND_SEPARATOR = True

# Static files: collected once, named by their content, served by the hub itself
STATIC_URL = "/static/"
STATIC_ROOT = HANSE_DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hanse.hub.foundation.static_files.StaticFiles"},
}
MEDIA_ROOT = HANSE_UPLOADS_DIR
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_PERMISSIONS = 0o640

# Mail: printed on the console until a server is named
vars().update(env.email_url("HANSE_EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("HANSE_EMAIL_FROM", default="hanse@localhost")

# Work in the background: "worker" (a process beside the server), "thread", or "immediate"
HANSE_JOBS = env.str("HANSE_JOBS", default="worker")
HANSE_JOB_THREADS = env.int("HANSE_JOB_THREADS", default=1)

# The demonstration: documented accounts, no second factor
HANSE_DEMO = env.bool("HANSE_DEMO", default=False)
HANSE_MFA_REQUIRED = env.bool("HANSE_MFA_REQUIRED", default=not HANSE_DEMO)

LOGGING = build_logging(
    form=env.str("HANSE_LOG_FORMAT", default="console"),
    level=env.str("HANSE_LOG_LEVEL", default="INFO"),
)
