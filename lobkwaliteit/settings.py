"""The one settings file. Everything that differs per installation comes from the environment (or `.env`).

`LOB_ENV` is `production` unless it says `development` or `test`: forgetting it never opens anything.
"""

import os
import sys
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(os.environ.get("LOB_ENV_FILE", BASE_DIR / ".env"))

LOB_ENV = env.str("LOB_ENV", "production")
if LOB_ENV not in {"production", "development", "test"}:
    raise ImproperlyConfigured(f"LOB_ENV is {LOB_ENV!r}; choose production, development or test.")
PRODUCTION = LOB_ENV == "production"
DEVELOPMENT = LOB_ENV == "development"
# Django's own error pages, for who is hunting a fault; else a development server shows the pages that users get.
DEBUG = DEVELOPMENT and env.bool("DEBUG", False)


def required(read: Any, name: str, default: Any, what: str) -> Any:
    """Read a setting that production cannot do without; elsewhere `default` serves."""
    try:
        return read(name) if PRODUCTION else read(name, default)
    except EnvError as error:
        raise ImproperlyConfigured(
            f"{name} is missing or wrong: {what}. See docs/deploy.md, or set LOB_ENV=development on your own machine."
        ) from error


KNOWN_KEY = "only-for-development-and-tests-0123456789abcdefghijklmn"
SECRET_KEY = required(env.str, "SECRET_KEY", KNOWN_KEY, "a long random text")
if PRODUCTION and (len(SECRET_KEY) < 50 or SECRET_KEY == KNOWN_KEY):
    raise ImproperlyConfigured("SECRET_KEY is too short or known: give at least 50 random characters.")
ALLOWED_HOSTS = required(
    env.list, "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"], "the host names, comma separated"
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "assessments",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "assessments.views.middleware.private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "assessments.views.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "lobkwaliteit.urls"
WSGI_APPLICATION = "lobkwaliteit.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "assessments.views.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = not DEBUG

# --- database -------------------------------------------------------------------------------------------------------

VAR_DIR = Path(env.str("LOB_VAR_DIR", str(BASE_DIR / "var")))

SQLITE_OPTIONS = {
    # Measured: with Django's defaults half of six hundred concurrent saves failed, with these none.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
}


def database(url: str) -> dict[str, Any]:
    """Return Django's description of the database at `url`, tuned for what it is."""
    config: dict[str, Any] = dict(dj_database_url.parse(url))
    if config["ENGINE"].endswith("sqlite3"):
        config.setdefault("OPTIONS", {}).update(SQLITE_OPTIONS)
        config["CONN_MAX_AGE"] = None  # opening the file and setting it up costs more than most queries
    elif config["ENGINE"].endswith("postgresql"):
        config.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 4, "timeout": 10}
    return config


DATABASES = {
    "default": database(
        required(
            env.str,
            "DATABASE_URL",
            f"sqlite:///{VAR_DIR / 'lobkwaliteit.sqlite3'}",
            "the address of the database, as postgres://user:password@host/name",
        )
    )
}

CACHES = {
    # Limits on signing in need a cache that all processes share; the database is one that is always there.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "lob_cache",
        # With Django's 300, failing on many accounts would push out the count of failures on one.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# --- signing in -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "assessments.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"assessments.access.passwords.{name}", "OPTIONS": options}
    for name, options in [
        ("Unlike", {"user_attributes": ("email", "name")}),
        ("Length", {"min_length": 12}),
        ("Uncommon", {}),
        ("NotDigitsOnly", {}),
    ]
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "assessments.access.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "assessments.forms.accounts.SignInForm",
    "change_password": "assessments.forms.accounts.ChangePasswordForm",
    "set_password": "assessments.forms.accounts.SetPasswordForm",
    "reset_password": "assessments.forms.accounts.ForgottenPasswordForm",
    "reset_password_from_key": "assessments.forms.accounts.NewPasswordForm",
    "reauthenticate": "assessments.forms.accounts.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
# Nobody signs up here, so an unknown address gets no mail; the page after it is the same.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    # A whole school is one address: per address generously, per account strictly.
    "login": "300/m/ip",
    "login_failed": "300/m/ip,5/5m/key",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# How many proxies stand before us: the visitor's address is so many from the end of X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "assessments.views.errors.csrf_failure"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "assessments" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# --- files ----------------------------------------------------------------------------------------------------------

FIXTURE_DIRS = [BASE_DIR / "fixtures"]
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # and with it the home of a SQLite database
WHITENOISE_KEEP_ONLY_HASHED_FILES = PRODUCTION
WHITENOISE_USE_FINDERS = not PRODUCTION
# Looks a file up when it is asked for: it starts at once, and a file may change while the server runs.
WHITENOISE_AUTOREFRESH = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# --- mail -----------------------------------------------------------------------------------------------------------

if PRODUCTION:
    EMAIL_CONFIG = required(
        env.dj_email_url, "EMAIL_URL", "", "the mail server, as submission://user:password@host:587"
    )
    vars().update(EMAIL_CONFIG)
    DEFAULT_FROM_EMAIL = required(env.str, "DEFAULT_FROM_EMAIL", "", "the sender of our mail")
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
    DEFAULT_FROM_EMAIL = "LOB-kwaliteit <noreply@lob-kwaliteit.example>"

# --- hardening ------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 60 * 60 * 24 * 365)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # WeasyPrint and fontTools tell of every glyph; only what a reader of the log can act on is kept.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}

# --- the product ----------------------------------------------------------------------------------------------------

VERSION = "0.1.0"
# Where nobody needs a PDF: assessments.W001 is the warning that Pango is missing.
SILENCED_SYSTEM_CHECKS: list[str] = env.list("SILENCED_SYSTEM_CHECKS", [])
DEMO_ACCOUNTS_ON_SIGN_IN_PAGE = DEVELOPMENT
