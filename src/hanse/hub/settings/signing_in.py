"""How people sign in: e-mail and password, a second factor, an organisation's own sign-in."""

from __future__ import annotations

import environ

__all__ = [
    "ACCOUNT_ADAPTER",
    "ACCOUNT_EMAIL_SUBJECT_PREFIX",
    "ACCOUNT_EMAIL_VERIFICATION",
    "ACCOUNT_LOGIN_METHODS",
    "ACCOUNT_LOGOUT_REDIRECT_URL",
    "ACCOUNT_SIGNUP_FIELDS",
    "ACCOUNT_USER_MODEL_USERNAME_FIELD",
    "AUTHENTICATION_BACKENDS",
    "AUTH_PASSWORD_VALIDATORS",
    "AUTH_USER_MODEL",
    "HANSE_SIGN_UP",
    "LOGIN_REDIRECT_URL",
    "LOGIN_URL",
    "MFA_SUPPORTED_TYPES",
    "MFA_TOTP_ISSUER",
    "PASSWORD_HASHERS",
    "SOCIALACCOUNT_PROVIDERS",
]

env = environ.Env()

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "hanse.hub.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# "mandatory" once HANSE_EMAIL_URL names a server that can deliver the confirmation.
ACCOUNT_EMAIL_VERIFICATION = env.str(
    "HANSE_EMAIL_VERIFICATION",
    default="mandatory" if env.str("HANSE_EMAIL_URL", default="") else "optional",
)
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Hanse: "
HANSE_SIGN_UP = env.bool("HANSE_SIGN_UP", default=True)

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Hanse"


def _build_providers() -> dict[str, object]:
    """The organisation's own sign-in by OpenID Connect, where HANSE_OIDC_SERVER names it."""
    server = env.str("HANSE_OIDC_SERVER", default="")
    if not server:
        return {}
    app = {
        "provider_id": env.str("HANSE_OIDC_ID", default="oidc"),
        "name": env.str("HANSE_OIDC_NAME", default="Single sign-on"),
        "client_id": env.str("HANSE_OIDC_CLIENT_ID"),
        "secret": env.str("HANSE_OIDC_SECRET"),
        "settings": {"server_url": server},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


SOCIALACCOUNT_PROVIDERS = _build_providers()
