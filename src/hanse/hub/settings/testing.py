"""The settings of the test-suite: a folder and a database of its own, no waiting."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from hanse.hub.settings import *  # noqa: F403

HANSE_DATA_DIR = Path(tempfile.mkdtemp(prefix="hanse-tests-"))
atexit.register(shutil.rmtree, HANSE_DATA_DIR, ignore_errors=True)
HANSE_RUNS_DIR = HANSE_DATA_DIR / "runs"
HANSE_UPLOADS_DIR = MEDIA_ROOT = HANSE_DATA_DIR / "uploads"
STATIC_ROOT = HANSE_DATA_DIR / "static"
HANSE_EXPORTS_DIR = HANSE_DATA_DIR / "exports"
for _part in (HANSE_RUNS_DIR, HANSE_UPLOADS_DIR, STATIC_ROOT):
    _part.mkdir()

SECRET_KEY = "only-for-tests"  # noqa: S105
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
HANSE_JOBS = "immediate"
HANSE_DEMO = False
HANSE_MFA_REQUIRED = False
HANSE_HTTPS = SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
ALLOWED_HOSTS = ["*"]
