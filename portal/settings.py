"""Every setting, and the only place that reads the environment.

JUXIAN_ENV says what this process is: `demo` (the default: runs anywhere with nothing else installed), `test`, or
`production`, which refuses to start on anything that is only good enough for a demonstration.
"""

import base64
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from csp.constants import NONCE
from django.core.exceptions import ImproperlyConfigured

from portal.logs import logging_config
from portal.operations.limits import database_limits

BASE_DIR = Path(__file__).resolve().parent.parent
NODE_MODULES = BASE_DIR / "node_modules"

env = environ.Env()

JUXIAN_ENV = env.str("JUXIAN_ENV", "demo")
if JUXIAN_ENV not in {"demo", "test", "production"}:
    raise ImproperlyConfigured(f"JUXIAN_ENV is {JUXIAN_ENV!r}; it can be demo, test or production.")
IN_PRODUCTION = JUXIAN_ENV == "production"
IN_TESTS = JUXIAN_ENV == "test"

VAR = Path(env.str("JUXIAN_VAR", str(BASE_DIR / "var"))).resolve()
"""Everything that a running portal writes to disk."""

REDIS_URL = env.str("REDIS_URL", "")

# --- Secrets ---------------------------------------------------------------------------------------------------------

DEMO_SECRET = "for-demonstrations-only-everybody-knows-this-one"

SECRET_KEY = env.str("SECRET_KEY", DEMO_SECRET)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

IDENTITY_KEYS = env.list("IDENTITY_KEYS", default=[DEMO_SECRET])
"""Master keys of identity data at rest: the first one writes, all of them read, so that they can be changed."""

AUDIT_SIGNING_KEYS = env.list("AUDIT_SIGNING_KEYS", default=[])
"""Sign the audit log: the first one signs, the others did before. Without any a demonstration makes one in VAR."""

# --- What it is made of ----------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

INSTALLED_APPS = [
    # Ours come first: their templates and commands win over those of the libraries.
    "review",
    "certificates",
    "applications",
    "units",
    "portal.ui",
    "portal.operations",
    "portal.codes",
    "portal.calendar",
    "portal.audit",
    "portal.notices",
    "portal.privacy",
    "portal.people",
    "portal.network",
    "portal.sealing",
    "portal.writes",
    "portal.files",
    "portal.outbox",
    "portal.tenants",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # the MFA pages of allauth need it and do not say so
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "portal.operations.middleware.OperationsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.browser.BrowserMiddleware",
    "portal.methods.MethodsMiddleware",
    "portal.files.middleware.FilesMiddleware",
    "portal.tenants.middleware.TenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.people.middleware.PersonMiddleware",
    "portal.people.guard.SessionGuard",
    "portal.audit.middleware.RefusalMiddleware",
    "portal.writes.middleware.WriteOnceMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.files.middleware.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.ui.context.portal",
            ],
            "builtins": ["portal.writes.templatetags.writes"],
        },
    },
]
FORM_RENDERER = "portal.ui.forms.PortalRenderer"

# --- Database, cache, queue ------------------------------------------------------------------------------------------

EMBEDDED_DATABASE: dict[str, Any] = {
    "ENGINE": "portal.embedded",
    "NAME": "juxian",
    "USER": "juxian_app",
    "OWNER": {"USER": "juxian"},
    "VAR": str(VAR),
}


def _served_database() -> dict[str, Any]:
    """Two addresses of one database: the web's role, and the owner's, which only migrations and backups need."""
    database = env.db_url("DATABASE_URL") | {"ENGINE": "portal.tenants.backend"}
    owner = env.db_url("DATABASE_OWNER_URL") if env.str("DATABASE_OWNER_URL", "") else {}
    return database | {"OWNER": {name: owner[name] for name in ("USER", "PASSWORD", "HOST", "PORT") if name in owner}}


DATABASES: dict[str, Any] = {"default": _served_database() if "DATABASE_URL" in env.ENVIRON else EMBEDDED_DATABASE}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 600 if IN_PRODUCTION else 0,
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | database_limits(
    statement=env.float("DATABASE_STATEMENT_SECONDS", default=0),
    lock=env.float("DATABASE_LOCK_SECONDS", default=0),
    idle=env.float("DATABASE_IDLE_SECONDS", default=0),
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# No request waits for Redis: it may be away. What several web processes count together is counted in the database; tests
# and demonstrations have one process, and what may be some seconds old is kept in each process by itself.
IN_PROCESS = "django.core.cache.backends.locmem.LocMemCache"
SHARED_CACHE: dict[str, object] = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "portal_cache",
    "KEY_FUNCTION": "portal.sealing.cache_keys.keyed_name",
    "OPTIONS": {"MAX_ENTRIES": 20_000},
}
CACHES: dict[str, dict[str, object]] = {
    "default": SHARED_CACHE if REDIS_URL and not IN_TESTS else {"BACKEND": IN_PROCESS, "LOCATION": "default"},
    "process": {"BACKEND": IN_PROCESS, "LOCATION": "process"},
}

CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL or IN_TESTS
CELERY_TASK_EAGER_PROPAGATES = False  # with True a retry surfaces as an exception in the caller
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # a worker that dies hands its task back
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200  # rendering PDFs makes a process grow
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,  # the default makes people wait an hour for what a killed worker had taken
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # Redis comes back some time, and workers wait for it
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE = {
    "deliver notices": {"task": "portal.notices.tasks.deliver_due", "schedule": 60},
    "forget keys": {"task": "portal.writes.jobs.forget_keys", "schedule": crontab(hour=3, minute=10)},
    "files that wait for the object store": {"task": "portal.files.jobs.move_spool", "schedule": 10},
    "files without a row": {"task": "portal.files.jobs.remove_orphans", "schedule": crontab(hour=4, minute=10)},
    "forget sign-ins": {"task": "portal.people.jobs.forget_sign_in_counts", "schedule": crontab(hour=3, minute=40)},
    "forget codes": {"task": "portal.notices.jobs.forget_codes", "schedule": crontab(hour=3, minute=20)},
    "retention": {"task": "portal.privacy.jobs.retain_everywhere", "schedule": crontab(hour=4, minute=40)},
    "data exports": {"task": "portal.privacy.jobs.make_waiting_exports", "schedule": 300},
    "what time sets going": {"task": "review.jobs.run_due_jobs", "schedule": 600},
    "chain the audit log": {"task": "portal.audit.jobs.seal_everywhere", "schedule": 30},
    "limits": {"task": "review.jobs.recompute_everywhere", "schedule": crontab(hour=2, minute=40)},
}

# --- Hosts, sessions, transport --------------------------------------------------------------------------------------

PORTAL_DOMAIN = env.str("PORTAL_DOMAIN", "localhost")
"""Where the installation itself is found: mail comes from it, and the demonstration lists its portals there."""

PORTAL_ADDRESS = env.str("PORTAL_ADDRESS", "https://{host}" if IN_PRODUCTION else "http://{host}:8000")
"""How a portal is reached from outside, e.g. by the QR code of a certificate; a tenant's own entry comes first."""

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[".localhost", "127.0.0.1", "[::1]", ".testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# `__Host-` keeps the neighbours below the same domain (the other tenants) from planting cookies; it requires TLS.
_cookie_prefix = "__Host-juxian" if IN_PRODUCTION else "juxian"
SESSION_COOKIE_NAME = f"{_cookie_prefix}_session"
CSRF_COOKIE_NAME = f"{_cookie_prefix}_csrf"
SESSION_ENGINE = "portal.sealing.sessions"
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", default=15)
IDLE_MINUTES = env.int("IDLE_MINUTES", default=60)
"""How long a session lasts in all, and without a click: of offices and administrators, and of everybody else."""

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IN_PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = (
    "django.contrib.messages.storage.session.SessionStorage"  # its own cookie would be readable, and plain
)

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=IN_PRODUCTION)
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IN_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IN_PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_TLS_PROXY", default=False):
    # Only a proxy that overwrites this header itself makes it worth believing.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Our own pages' scripts carry the nonce of their page; what they import takes it from them.
_self, _none = ["'self'"], ["'none'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": _none,
        "script-src": [NONCE],
        "style-src": _self,
        "font-src": _self,
        "connect-src": _self,
        "img-src": [*_self, "data:", "blob:"],
        "object-src": _none,
        "base-uri": _none,
        "form-action": _self,
        "frame-ancestors": _none,
    }
}

# --- People ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["portal.people.backend.TenantBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if IN_TESTS:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a good one is slow, and that is its point
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "portal.people.passwords.UnlikeThePerson",
        "OPTIONS": {"user_attributes": ("name", "phone", "login_name", "id_number")},
    },
    {"NAME": "portal.people.passwords.LongEnough", "OPTIONS": {"min_length": 8}},
    {"NAME": "portal.people.passwords.Uncommon"},
    {"NAME": "portal.people.passwords.NotDigitsAlone"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# --- Sign-in: allauth ------------------------------------------------------------------------------------------------

ACCOUNT_ADAPTER = "portal.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "portal.people.sign_in_forms.SignInForm",
    "signup": "portal.people.forms.RegistrationForm",
    "confirm_login_code": "portal.people.forms.SignInCodeForm",
    "verify_phone": "portal.people.forms.PhoneCodeForm",
    "change_password": "portal.people.own_forms.OwnPasswordForm",
    "change_phone": "portal.people.own_forms.OwnPhoneForm",
    "reauthenticate": "portal.people.own_forms.PasswordAgainForm",
}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # it is stored sealed, and nobody signs in by it
ACCOUNT_LOGIN_METHODS = {"phone", "username"}  # `username` is what allauth calls our login name
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60  # an SMS may take its time
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = str
# A whole office shares one address; a number gets few codes a day, since each SMS costs money.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip",  # how often for one account is counted in `portal.people.lockout`
    "signup": "20/m/ip,200/d/ip",
    "verify_phone": "1/30s/key,10/d/key,20/m/ip",
    "request_login_code": "20/m/ip,3/m/key,10/d/key",
    "reset_password": "20/m/ip,5/m/key,10/d/key",
    "change_phone": "5/m/user",
    "by_code": "1/m/key,10/d/key,20/m/ip",
    "both_numbers": "1/m/key,10/d/key,20/m/ip",
    "identity": "10/h/user",
    "sms": "20/d/key,300/d/ip",  # of all kinds together, see `portal.people.sms_budget`
}
LOCK_AFTER = env.int("LOCK_AFTER", default=10)
LOCK_MINUTES = env.int("LOCK_MINUTES", default=10)
"""So many wrong passwords or codes for one account within so many minutes lock it for as long."""

ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
SOCIALACCOUNT_ADAPTER = "portal.network.adapter.NetworkAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "portal.people.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "portal.people.code_forms.CodeForm",
    "reauthenticate": "portal.people.code_forms.CodeAgainForm",
    "activate_totp": "portal.people.code_forms.FirstCodeForm",
    "add_webauthn": "portal.people.code_forms.PasskeyForm",
    "edit_webauthn": "portal.people.code_forms.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# in Chinese: the product's name, as authenticator apps list it
MFA_TOTP_ISSUER = "聚贤"
MFA_TOTP_TOLERANCE = 1  # telephones' clocks differ; a code is accepted once all the same
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IN_PRODUCTION  # http://<portal>.localhost:8000

# --- end of allauth --------------------------------------------------------------------------------------------------

# --- Language and time -----------------------------------------------------------------------------------------------

# The sentences in the source are Chinese; locale/en holds all of them in English.
LANGUAGE_CODE = "zh-hans"
FORMAT_MODULE_PATH = "portal.formats"
# in Chinese: each language is called as its readers call it
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = f"{_cookie_prefix}_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
CLOCK_CAN_MOVE = JUXIAN_ENV == "demo"  # everybody's clock; tests and the case walker set time for a block

# --- Files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", NODE_MODULES / "bootstrap" / "dist"),
    ("vendor/cropperjs", NODE_MODULES / "cropperjs" / "dist"),
    ("help", BASE_DIR / "docs" / "images"),
]
ICONS = NODE_MODULES / "bootstrap-icons" / "icons"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.ui.finders.IconFinder",
]
FILES_URL = env.str("FILES_URL", (VAR / "media").as_uri())
CLAMD_URL = env.str("CLAMD_URL", "")
FILES_A_DAY = env.int("FILES_A_DAY", default=200)
FILES_A_DAY_MB = env.int("FILES_A_DAY_MB", default=400)
"""What one person can store in a day; a file that was removed again does not count."""

STORAGES = {
    # Private: no address leads here. A view serves a file after asking whether the reader may see it.
    "default": {
        "BACKEND": "portal.files.storage.PrivateStorage",
        "OPTIONS": {
            "url": FILES_URL,
            "spool": VAR / "spool",
            "reserve_mb": env.int("FILES_RESERVE_MB", default=100),
        },
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if IN_PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not IN_PRODUCTION  # no collectstatic before trying it out

# Files do not count towards the first limit: a form refuses one that is too big in words, beside its own slot.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 100

# --- Short messages --------------------------------------------------------------------------------------------------

SMS_BACKEND = env.str("SMS_BACKEND", "page")
PRODUCTION_SMS_BACKENDS = ("aliyun", "console")  # `page` shows everybody's codes; `console` is for trials
"""`page` shows them to every visitor of a demonstration, `console` to the developer, `aliyun` sends them."""

SMS_ENDPOINT = env.str("SMS_ENDPOINT", "https://dysmsapi.aliyuncs.com")
SMS_ACCESS_KEY = env.str("SMS_ACCESS_KEY", "")
SMS_SECRET = env.str("SMS_SECRET", "")
SMS_SIGN_NAME = env.str("SMS_SIGN_NAME", "")
SMS_TEMPLATE = env.str("SMS_TEMPLATE", "")  # approved by the provider, with the variable `content`
SMS_CODE_TEMPLATE = env.str("SMS_CODE_TEMPLATE", "")  # the same for verification codes, with the variable `code`
SMS_RECEIPT_SECRET = env.str("SMS_RECEIPT_SECRET", "")  # in the address that the provider reports deliveries to
SMS_CODES_KEPT_DAYS = env.int("SMS_CODES_KEPT_DAYS", default=7)

# --- Health and metrics ----------------------------------------------------------------------------------------------

METRICS_TOKEN = env.str("METRICS_TOKEN", "")
METRICS_DIR = env.str("PROMETHEUS_MULTIPROC_DIR", "")  # prometheus_client reads it by itself as well

# --- Mail and log ----------------------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{VAR / 'mail'}"))
# in Chinese: the product's name, as the sender's
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"聚贤 <noreply@{PORTAL_DOMAIN}>")

AUDIT_CHECKPOINT_DIR = Path(env.str("AUDIT_CHECKPOINT_DIR", str(VAR / "checkpoints")))
"""Where each signed checkpoint of the audit log is written as well: best a place that this machine cannot change."""

LOGGING = logging_config(as_json=IN_PRODUCTION, level=env.str("LOG_LEVEL", "INFO" if IN_PRODUCTION else "WARNING"))

# --- Production ------------------------------------------------------------------------------------------------------


def faults_in_production() -> list[str]:
    """What keeps this configuration from being safe to serve the public."""
    secrets = {"SECRET_KEY": [SECRET_KEY], "IDENTITY_KEYS": IDENTITY_KEYS}
    faults = [
        f"{name} must be set to a secret of at least 32 characters, its own for each"
        for name, values in secrets.items()
        if not values or any(value == DEMO_SECRET or len(value) < 32 for value in values)
    ]
    if not AUDIT_SIGNING_KEYS or not all(_is_key(text) for text in AUDIT_SIGNING_KEYS):
        faults.append("AUDIT_SIGNING_KEYS must be set to 32 random bytes in base64: openssl rand -base64 32")
    faults += [f"{name} must be set" for name in ("DATABASE_URL", "REDIS_URL") if not env.str(name, "")]
    if SMS_BACKEND not in PRODUCTION_SMS_BACKENDS:
        faults.append(f"SMS_BACKEND must be one of {', '.join(PRODUCTION_SMS_BACKENDS)}: page shows everybody's codes")
    if DEBUG:
        faults.append("DEBUG must be off: its error pages show settings and identity data")
    if "ALLOWED_HOSTS" not in env.ENVIRON or "*" in ALLOWED_HOSTS:
        faults.append("ALLOWED_HOSTS must name the hosts of the portals, and '*' is none")
    return faults


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except ValueError:
        return False


if IN_PRODUCTION and (faults := faults_in_production()):
    raise ImproperlyConfigured("This portal cannot run in production yet:\n- " + "\n- ".join(faults))
