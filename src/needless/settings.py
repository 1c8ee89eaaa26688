"""Every setting. What the owner of an instance may change is a NEEDLESS_* variable, read here only."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_dir

from needless import __version__
from needless.sqlite import use_current_sqlite

CURRENT_SQLITE = use_current_sqlite()
PACKAGE = Path(__file__).parent


def data_folder() -> Path:
    """NEEDLESS_HOME, else the platform's place for data; made, for this user alone, where it is missing."""
    folder = Path(os.environ.get("NEEDLESS_HOME") or user_data_dir("needless"))
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=0o700)
    return folder


def secret_key(folder: Path) -> str:
    """The instance's own key, made at first start, readable by its user alone; NEEDLESS_SECRET_KEY where many machines serve one."""
    if shared := os.environ.get("NEEDLESS_SECRET_KEY", ""):
        return shared
    path = folder / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _written(path)
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key


def _written(path: Path) -> str:
    """What another process, which began a moment ago, is just writing."""
    for _attempt in range(200):
        if text := path.read_text().strip():
            return text
        time.sleep(0.01)
    raise RuntimeError(f"{path} is empty: put a copy of it back, or remove it (signs everybody out).")


def database(folder: Path, url: str) -> dict[str, Any]:
    """Django's settings for the database: SQLite in the data folder, or the PostgreSQL at ``url``."""
    if not url:
        pragmas = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456; "
            "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16000; PRAGMA foreign_keys=ON;"
        )
        options = {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "needless.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": options,
        }
    at = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(at.path.lstrip("/")),
        "USER": unquote(at.username or ""),
        "PASSWORD": unquote(at.password or ""),
        "HOST": at.hostname or "",
        "PORT": str(at.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def cache(home: Path, redis_url: str) -> dict[str, Any]:
    """What server and worker both see: a folder beside the data, or Redis where several machines work."""
    backends = "django.core.cache.backends"
    if redis_url:
        return {"BACKEND": f"{backends}.redis.RedisCache", "LOCATION": redis_url}
    # 300, Django's usual, would drop counted tries and vectors at random as soon as there are a few owners.
    kept = {"MAX_ENTRIES": 10_000}
    return {
        "BACKEND": f"{backends}.filebased.FileBasedCache",
        "LOCATION": str(home / "cache"),
        "OPTIONS": kept,
    }


def mail_server(url: str) -> tuple[str, int, str, str, bool, bool]:
    """Host, port, name, password, TLS from the start, TLS upgraded to: of the mail server at ``url``.

    "smtps://name:password@host" speaks TLS from the start, "smtp://host:587" upgrades to it, on other ports "smtp+tls:"
    does; without an address no mail is sent.
    """
    at = urlsplit(url)
    port = at.port or {"smtps": 465, "smtp": 25}.get(at.scheme, 587)
    is_upgraded = at.scheme == "smtp+tls" or (at.scheme == "smtp" and port == 587)
    name, password = unquote(at.username or ""), unquote(at.password or "")
    return at.hostname or "", port, name, password, at.scheme == "smtps", is_upgraded


def openid_connect() -> dict[str, Any]:
    """A firm's own sign-in, where NEEDLESS_OIDC_ISSUER and its client are named; else none."""
    issuer = os.environ.get("NEEDLESS_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return {}
    app = {
        "provider_id": "firm",
        "name": os.environ.get("NEEDLESS_OIDC_NAME", urlsplit(issuer).hostname or issuer),
        "client_id": os.environ.get("NEEDLESS_OIDC_CLIENT_ID", ""),
        "secret": os.environ.get("NEEDLESS_OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": f"{issuer}/.well-known/openid-configuration"},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


HOME = data_folder()
SECRET_KEY = secret_key(HOME)
NOTES_KEY = os.environ.get("NEEDLESS_NOTES_KEY", "")  # of commands: the recovery key of sealed notes
SEALING_KEY = os.environ.get("NEEDLESS_SEALING_KEY", "")  # else sealing.key in the data folder
DEBUG = os.environ.get("NEEDLESS_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("NEEDLESS_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("NEEDLESS_ORIGINS", "").split(",") if o]
MAIL_DOMAIN = os.environ.get("NEEDLESS_MAIL_DOMAIN", "").strip().lower()  # of the private addresses
LMTP = os.environ.get(
    "NEEDLESS_LMTP", ""
)  # where mail for them is taken: "127.0.0.1:2424", or a socket's path
ALLOW_PRIVATE_FETCHES = os.environ.get("NEEDLESS_ALLOW_PRIVATE_FETCHES") == "1"
PROXIES = int(
    os.environ.get("NEEDLESS_PROXIES", "0")
)  # how many of one's own stand in front and add X-Forwarded-For
HTTPS = os.environ.get("NEEDLESS_HTTPS") == "1"

SITE = os.environ.get("NEEDLESS_URL", "").rstrip("/")  # where links in mails lead; else where the owner was
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_SSL, EMAIL_USE_TLS = mail_server(
    os.environ.get("NEEDLESS_EMAIL_URL", "")
)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("NEEDLESS_EMAIL_FROM", "needless@localhost")
VAPID_KEY = os.environ.get("NEEDLESS_VAPID_KEY", "")  # of web push, where several machines serve

DATABASES = {"default": database(HOME, os.environ.get("NEEDLESS_DATABASE_URL", ""))}
# PostgreSQL: the role that owns the tables and migrates them, where the application's own role owns none.
DATABASE_OWNER = os.environ.get("NEEDLESS_DATABASE_OWNER_URL", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "needless.Owner"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "today"

SOCIALACCOUNT_PROVIDERS = openid_connect()
FIRM_DOMAIN = os.environ.get("NEEDLESS_OIDC_DOMAIN", "").lower().lstrip("@")
# Only where a firm is named: they would take a tenth of a second of each command.
FIRM_APPS = ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
FIRM_APPS = FIRM_APPS if SOCIALACCOUNT_PROVIDERS else []

ROOT_URLCONF = "needless.urls"
WSGI_APPLICATION = "needless.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *FIRM_APPS,
    "django_linear_migrations",
    "django_htmx",
    "heroicons",
    "ninja",
    "template_partials",
    "needless.apps.Needless",
]
FIRST_PARTY_APPS = ["needless"]
MIDDLEWARE = [
    "needless.api.kept.KeptFirst",
    "django.middleware.security.SecurityMiddleware",
    "needless.web.headers.SecurityHeaders",
    "needless.web.headers.OwnRows",
    "needless.web.headers.Asker",
    "needless.api.door.Door",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "needless.web.unlocked.NotesOpen",
    "needless.web.headers.OwnersTime",
    "needless.web.known_devices.KnownDevices",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["needless.web.tags", "template_partials.templatetags.partials"],
        },
    }
]

STATIC_URL = f"static/{__version__}/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 31536000 if not DEBUG else 0

USE_TZ = True
TIME_ZONE = os.environ.get("NEEDLESS_TIME_ZONE", "UTC")
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]
FORMAT_MODULE_PATH = "needless.formats"
LOCALE_PATHS = [PACKAGE / "locale"]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "needless.web.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Failed ones alone count: by address and by account. A known device counts for itself (web/known_devices.py).
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "20/5m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_ADAPTER = "needless.web.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_RECOVERY_CODE_DIGITS = 12
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Needless"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "needless.web.adapters.Firm"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # __Host-: sent to this very host alone, over TLS alone, and no other host can set it
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 365 * 86400
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "needless.owners.sessions"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

CACHES = {"default": cache(HOME, os.environ.get("NEEDLESS_REDIS_URL", ""))}
BACKUP_COMMAND = os.environ.get("NEEDLESS_BACKUP_COMMAND", "")  # sends a backup on; {} stands for its path
BACKUP_PASSPHRASE_FILE = os.environ.get("NEEDLESS_BACKUP_PASSPHRASE_FILE", "")
UPLOADS = HOME / "uploads"  # what is waiting to be imported; emptied afterwards
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000
# What puts right that which is derived, after an undo: from layers above the one that undoes, in this order.
ALSO_IMPORT = [
    "needless.gatherings.own_calendars",
    "needless.syncing.taking_back",
]  # who else looks at the files of an import
AFTER_UNDO = ["needless.interactions.tiers", "needless.triage.states"]
