"""The one settings file. Everything that differs per installation comes from the environment (or `.env`).

`LOB_ENV` is `production` unless it says `development` or `test`: forgetting it never opens anything.
"""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from lobkwaliteit import configuration

BASE_DIR = Path(__file__).resolve().parent.parent

faults: list[str] = []
"""What is missing or wrong; told all at once, at the end of this file."""

env = Env()
env_file_named = env.str("LOB_ENV_FILE", "")
env_file = Path(env_file_named) if env_file_named else BASE_DIR / ".env"
if os.access(env_file, os.R_OK) and env_file.is_file():
    env.read_env(env_file, recurse=False)
elif env_file_named:
    faults.append(f"LOB_ENV_FILE is wrong: {env_file} is not a file that this user can read; name another.")
elif env_file.exists():
    faults.append(f"{env_file} cannot be read by this user: give it the right to.")

LOB_ENV = env.str("LOB_ENV", "") or "production"
if LOB_ENV not in {"production", "development", "test"}:
    faults.append(f"LOB_ENV is wrong: it says {LOB_ENV}; choose production, development or test.")
DEVELOPMENT = LOB_ENV == "development"
PRODUCTION = not DEVELOPMENT and LOB_ENV != "test"


def setting(name: str, parse: Callable[[str], Any], default: str, missing: str = "") -> Any:
    """Read a setting. Production cannot do without one that `missing` has words for; elsewhere `default` serves."""
    text = env.str(name, "").strip()
    if not text and missing and PRODUCTION:
        faults.append(f"{name} is missing: give {missing}.")
        return None
    try:
        return parse(text or default)
    except ValueError as error:
        faults.append(f"{name} is wrong: {error}")
        return None


# Django's own error pages, for who is hunting a fault; else a development server shows the pages that users get.
DEBUG = DEVELOPMENT and setting("DEBUG", configuration.switch, "0")
SECRET_KEY = setting(
    "SECRET_KEY",
    configuration.secret_key if PRODUCTION else str,
    configuration.KNOWN_KEY,
    "a random text of at least 50 characters",
)
ALLOWED_HOSTS = setting(
    "ALLOWED_HOSTS",
    configuration.hosts,
    "localhost,127.0.0.1,[::1]",
    "the host names, with commas between them",
)
CSRF_TRUSTED_ORIGINS = setting("CSRF_TRUSTED_ORIGINS", configuration.origins, "")
# Where links in mails lead: mail is written by workers too, which no visitor asks anything.
SITE_URL = setting(
    "SITE_URL",
    lambda text: configuration.site(text, ALLOWED_HOSTS or ["localhost"]),
    "" if PRODUCTION else "http://localhost:8000",
)

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
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks_db",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]

MIDDLEWARE = [
    "assessments.views.middleware.numbered",
    "django.middleware.security.SecurityMiddleware",
    "assessments.views.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "assessments.views.middleware.private",
    "assessments.views.middleware.watched",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "assessments.views.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "assessments.views.middleware.second_factor",
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

VAR_DIR = Path(env.str("LOB_VAR_DIR", "") or BASE_DIR / "var")
STATIC_ROOT = VAR_DIR / "static"
try:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # and with it the home of a SQLite database
except OSError:
    faults.append(
        f"LOB_VAR_DIR is wrong: this user cannot make the folder {STATIC_ROOT}; make it, or name another."
    )

database = configuration.database
DATABASES = {
    "default": setting(
        "DATABASE_URL",
        database,
        f"sqlite:///{quote(str(VAR_DIR / 'lobkwaliteit.sqlite3'))}",
        "the address of the database, as postgres://user:password@host/name",
    )
}

CACHES = {
    # Limits on signing in need a cache that all processes share; the database is one that is always there.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "lob_cache",
        "KEY_FUNCTION": "assessments.access.limits.cache_key",
        # With Django's 300, failing on many accounts would push out the count of failures on one.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# What runs in the background waits in the database for a worker (`manage.py worker`).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- signing in -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "assessments.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "assessments.access.passwords.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # what was stored before is read, and hashed anew
]
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
ACCOUNT_ADAPTER = "assessments.views.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "assessments.forms.accounts.SignInForm",
    "request_login_code": "assessments.forms.accounts.AskCodeForm",
    "confirm_login_code": "assessments.forms.accounts.CodeForm",
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
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
# An address that nobody has gets a mail that says so: as much work as for one that somebody has.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_SESSION_REMEMBER = False
# The library's own generator writes addresses in a table beside ours, by which one could still sign in after a change.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# Longer than any limit on asking for a link: whoever uses that up sends the owner links that let them in,
# until they are in: Django ends each link from before when one signs in.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # mail may be slow
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
# Sending anew goes by asking anew, with its limits; the library's own way mails nothing to who has no account.
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = False
ACCOUNT_LOGIN_TIMEOUT = 20 * 60
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_RATE_LIMITS = {
    # A whole school is one address: per address generously, per account strictly. `assessments.access.guessing` adds
    # what is stricter for one account from one address, so that a stranger elsewhere does not hold up its owner.
    "login": "400/m/ip",
    "login_failed": "400/m/ip,20/5m/key",
    "request_login_code": "400/m/ip,10/5m/key",
    "reset_password": "60/m/ip",
    "reset_password_from_key": "60/m/ip",
    "invitation": "400/m/ip",  # our own: accepting one
    "provider": "400/m/ip",  # our own: coming in by an identity provider, shut off by no wrong password
    "change_password": "5/5m/user",
    "reauthenticate": "10/5m/user",
}
MFA_ADAPTER = "assessments.views.second_factor_adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts come by invitation to their address
MFA_TOTP_ISSUER = "LOB-kwaliteit"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_RATE_LIMITS = {"webauthn_login": "400/m/ip"}
MFA_FORMS = {
    "authenticate": "assessments.forms.second_factor.CodeForm",
    "reauthenticate": "assessments.forms.second_factor.ConfirmForm",
    "authenticate_webauthn": "assessments.forms.second_factor.PasskeyForm",
    "reauthenticate_webauthn": "assessments.forms.second_factor.PasskeyConfirmForm",
    "login_webauthn": "assessments.forms.second_factor.PasskeySignInForm",
}
# Who holds the role bestuur or beheerder, or may use the admin, signs in with a second step.
SECOND_FACTOR_REQUIRED = setting("SECOND_FACTOR_REQUIRED", configuration.switch, "1" if PRODUCTION else "0")
# How many proxies stand before us: the visitor's address is so many from the end of X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = setting("TRUSTED_PROXY_COUNT", configuration.count, "0")

# --- identity providers ---------------------------------------------------------------------------------------------


def identity_provider(prefix: str, issuer: Callable[..., str]) -> dict[str, str] | None:
    """Read how one is reached; None where nothing of it is set. Half of it is a fault."""
    parts: dict[str, tuple[Callable[[str], str], str]] = {
        "ISSUER": (partial(issuer, local=not PRODUCTION), "its address"),
        "CLIENT_ID": (configuration.credential, "the name it knows this application by"),
        "CLIENT_SECRET": (configuration.credential, "the secret it gave"),
    }
    texts = {part: env.str(f"{prefix}_{part}", "").strip() for part in parts}
    if not any(texts.values()):
        return None
    found = {"scopes": setting(f"{prefix}_SCOPES", configuration.scopes, "")}
    for part, (parse, what) in parts.items():
        if texts[part]:
            found[part.lower()] = setting(f"{prefix}_{part}", parse, "")
        else:
            faults.append(
                f"{prefix}_{part} is missing: give {what}, or leave out all that begins with {prefix}_."
            )
    return found


# By the name under which our own code and addresses know them; one that is not set up shows nowhere.
IDENTITY_PROVIDERS = {
    name.lower(): found
    for name, issuer in {
        "SURFCONEXT": configuration.issuer,
        "ENTREE": configuration.issuer,
        "ENTRA": configuration.entra_issuer,
    }.items()
    if (found := identity_provider(name, issuer))
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"provider_class": "assessments.views.openid.Provider"}}
SOCIALACCOUNT_ADAPTER = "assessments.views.openid.SocialAccountAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address proves nobody: a person is the provider's subject
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10

# --- sessions and cookies -------------------------------------------------------------------------------------------

SESSION_COOKIE_AGE = 60 * 60 * 12
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
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
STATICFILES_FINDERS = [
    "lobkwaliteit.static_files.OneStylesheet",  # before the one that finds its source
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_KEEP_ONLY_HASHED_FILES = PRODUCTION
WHITENOISE_USE_FINDERS = not PRODUCTION
# Looks a file up when it is asked for: it starts at once, and a file may change while the server runs.
WHITENOISE_AUTOREFRESH = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "lobkwaliteit.static_files.HashedFiles"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# A file that is uploaded stays in memory: it holds names. What is larger than any page takes is not read at all.
FILE_UPLOAD_HANDLERS = ["assessments.views.uploads.Bounded"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
UPLOAD_REFUSED_FROM = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# --- mail -----------------------------------------------------------------------------------------------------------

if PRODUCTION:
    EMAIL_CONFIG = setting(
        "EMAIL_URL", configuration.mail, "", "the mail server, as submission://user:password@host:587"
    )
    vars().update(EMAIL_CONFIG or {})
    DEFAULT_FROM_EMAIL = setting(
        "DEFAULT_FROM_EMAIL",
        configuration.sender,
        "",
        "the sender of our mail, as LOB-kwaliteit <lob@school.example>",
    )
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
    DEFAULT_FROM_EMAIL = "LOB-kwaliteit <noreply@lob-kwaliteit.example>"

# All in seconds. How long the mail server may be silent at one step of taking a mail (it may look for viruses first).
MAIL_PATIENCE = 60.0
# How long handing over one mail may take, of some six steps. Longer, and its worker is taken for dead.
MAIL_LEASE = 10 * 60.0
# How long a mail may wait without a worker coming for it.
MAIL_FORGOTTEN = 30.0
# How long a report that is being printed belongs to a worker that gives no sign of life. Then another takes it up.
PRINT_LEASE = 30.0
# How often a worker does what is due by itself.
WORKER_ROUND = 60.0

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
# Whom to tell of a weakness; shown in /.well-known/security.txt.
SECURITY_CONTACTS = setting("SECURITY_CONTACT", configuration.contacts, "")
SECURE_REDIRECT_EXEMPT = [r"^gezond/(leeft/)?$"]  # whoever watches over the process asks it, not the proxy
if PRODUCTION:
    SECURE_SSL_REDIRECT = setting("SECURE_SSL_REDIRECT", configuration.switch, "1")
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = setting("SECURE_HSTS_SECONDS", configuration.count, str(60 * 60 * 24 * 365))
    # Both bind every other site under the host's name, for years; that is for its administrator to choose.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = setting("SECURE_HSTS_INCLUDE_SUBDOMAINS", configuration.switch, "0")
    SECURE_HSTS_PRELOAD = setting("SECURE_HSTS_PRELOAD", configuration.switch, "0")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True

# One object a line, which every log collector reads; `text` reads better where people look at it themselves.
LOG_FORMAT = setting("LOG_FORMAT", configuration.log_format, "json" if PRODUCTION else "text")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
            # On one's own machine the words of a fault help, and nobody else reads them.
            **({} if DEVELOPMENT else {"()": "lobkwaliteit.logs.WithoutWords"}),
        },
        "json": {"()": "lobkwaliteit.logs.AsJson"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT or "text",
            "stream": sys.stderr,
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Without Django's own handler, which mails a whole request, all that was typed in it too.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # That answering was closed, in a line without personal data: `repeat_cuts` reads it after a restore.
        "assessments.cuts": {"level": "INFO"},
        # WeasyPrint and fontTools tell of every glyph; only what a reader of the log can act on is kept.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}

# --- the product ----------------------------------------------------------------------------------------------------

VERSION = "0.1.0"
SILENCED_SYSTEM_CHECKS = [
    # That HSTS leaves subdomains and preloading alone is a choice, made above.
    "security.W005",
    "security.W021",
    # Where nobody needs a PDF: assessments.W001 is the warning that Pango is missing.
    *setting("SILENCED_SYSTEM_CHECKS", configuration.words, ""),
]
DEMO_ACCOUNTS_ON_SIGN_IN_PAGE = DEVELOPMENT

if faults:
    advice = (
        "docs/deploy.md tells what each setting is for; on your own machine LOB_ENV=development needs none."
    )
    raise ImproperlyConfigured("\n".join([*faults, advice]))
