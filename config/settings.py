"""All settings, from the environment; README.md lists the variables. What is missing or wrong stops the start."""

from pathlib import Path

from corsheaders.defaults import default_headers

from config.database import configure_databases
from config.environment import Environment
from config.problems import SetupProblem
from config.secrets import load_secrets
from config.site_file import load_site_identity

env = Environment()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.text("FACTDB_VAR") or BASE_DIR / "var").absolute()

# The site of `manage.py serve`.
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, 1, 65535)
FACTDB_WORKERS = env.number("FACTDB_WORKERS", 2, 1, 256)
# Exports that are streamed at once; the next one is 503.
FACTDB_DOWNLOADS = env.number("FACTDB_DOWNLOADS", 4, 1, 64)

# One person may approve what the same person wrote; for desks of one.
FACTDB_SOLO = env.switch("FACTDB_SOLO")
# Of one article's words so many percent at most are public in all, however many claims quote it.
FACTDB_MOST_QUOTED = env.number("FACTDB_MOST_QUOTED", 40, 0, 100)
# A folder of article texts, attached when the site starts: before the first publication, so that it shows its words.
FACTDB_TEXTS = env.text("FACTDB_TEXTS")
# Requests per client, such as "60/min"; empty is no limit.
FACTDB_RATE = env.rate("FACTDB_RATE")
# Seconds by which a standby may be behind and still answer readers.
FACTDB_MAX_LAG = env.number("FACTDB_MAX_LAG", 5, 2, 3600)
# Whose site it is, in a TOML file: docs/site.md. The contact alone may be given without one.
SITE = load_site_identity(env.text("FACTDB_SITE"), env.text("FACTDB_CONTACT"))
# After so many minutes in which somebody at the desk asks for nothing, the session ends.
FACTDB_IDLE_MINUTES = env.number("FACTDB_IDLE_MINUTES", 120, 5, 1440)
# Served over HTTPS: secure cookies, redirects and HSTS.
FACTDB_HTTPS = env.switch("FACTDB_HTTPS")
# Asks browsers to ship the name as one that is never reached without HTTPS: that takes months to undo.
FACTDB_HSTS_PRELOAD = env.switch("FACTDB_HSTS_PRELOAD")
# A line on stdout for each request.
FACTDB_ACCESS_LOG = env.switch("FACTDB_ACCESS_LOG", True)
# Each folder in it that `manage.py export` wrote is offered for download at /releases/.
FACTDB_RELEASES = Path(env.text("FACTDB_RELEASES") or VAR / "releases").absolute()

EMBEDDED = not env.text("DATABASE_URL")
# The five articles are published where nothing is yet; a database of one's own starts empty.
FACTDB_DEMO = env.switch("FACTDB_DEMO", EMBEDDED)
DATABASES = configure_databases(env, VAR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": env.cache("CACHE_URL", "locmemcache://?max_entries=100000"),
    "answers": env.cache("CACHE_URL", "locmemcache://answers?max_entries=192"),
}

SECRET_KEY = env.text("SECRET_KEY")
if EMBEDDED and not SECRET_KEY:
    SECRET_KEY = load_secrets(VAR)["secret_key"]
if not SECRET_KEY:
    raise SetupProblem("SECRET_KEY is missing: with DATABASE_URL, set it to at least 50 random characters.")
if len(SECRET_KEY) < 50:
    raise SetupProblem(f"SECRET_KEY has {len(SECRET_KEY)} characters: set it to at least 50 random ones.")

DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", HOST])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config.apps.DeskAdminConfig",
    # Before those whose commands it replaces.
    "factdb",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "corsheaders",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

# What begins with one of these, and static files, pass MIDDLEWARE, and what readers ask PUBLIC_MIDDLEWARE. Bodies are
# read here alone. What adds headers stands first in both, so that no answer of another goes without them.
STAFF_PATHS = ("/admin/", "/accounts/")
MIDDLEWARE = [
    "factdb.public.http.request_id.RequestId",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.headers.FixedHeaders",
    "django.middleware.security.SecurityMiddleware",
    "config.methods.Methods",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.desk.DeskPatience",
    "factdb.logins.idle.IdleLimit",
]
PUBLIC_MIDDLEWARE = [
    "factdb.public.http.request_id.RequestId",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.headers.FixedHeaders",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "config.methods.Methods",
    "config.rate_limit.RateLimit",
    "factdb.public.http.compression.Gzip",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "factdb.public.http.wall.Wall",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
            ],
        },
    },
]

# Forms and their widgets are looked up where all templates are, so that they can be replaced as well.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# A policy of a hundred events, each with its rows of evidence, is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000

LANGUAGE_CODE = "en"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.StaticFiles"},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    # The last ones, since they refuse nothing.
    {"NAME": "config.logins.InitialPasswords"},
    {"NAME": "factdb.logins.passwords.PasswordLog"},
]
PASSWORD_HASHERS = [
    "factdb.logins.hasher.DeskPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

AUTHENTICATION_BACKENDS = ["factdb.logins.backend.StaffBackend"]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "factdb.logins.adapter.DeskAdapter"
ACCOUNT_FORMS = {
    "login": "factdb.logins.forms.DeskLoginForm",
    "change_password": "factdb.logins.forms.DeskPasswordForm",
}
# `factdb.logins.attempts` counts: allauth's own counts in the cache, which workers may not share.
ACCOUNT_RATE_LIMITS = False
# Accounts are made at the desk, and no mail is sent.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
# A session ends with the browser, and with FACTDB_IDLE_MINUTES.
ACCOUNT_SESSION_REMEMBER = False
SESSION_COOKIE_AGE = FACTDB_IDLE_MINUTES * 60

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
if FACTDB_HTTPS:
    # Browsers take these names from this very host alone, over HTTPS: no other one of its domain can set them.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    MESSAGE_STORAGE = "config.messages.HostFallbackStorage"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = FACTDB_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if FACTDB_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = FACTDB_HTTPS
SECURE_HSTS_PRELOAD = FACTDB_HTTPS and FACTDB_HSTS_PRELOAD
# `check --deploy` would have every site preloaded.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if FACTDB_HTTPS:
    # The proxy in front ends TLS and must set this header itself, whatever the client sent.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}

# Of scripts elsewhere, CORS decides: the resource policy is asked only of those who embed without it.
FIXED_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}

# Facts are for everyone's scripts; nothing that a cookie protects is reachable from other sites.
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_URLS_REGEX = r"^/(api|releases)/"
CORS_ALLOW_HEADERS = [*default_headers, "if-none-match", "if-range", "range", "x-request-id"]
CORS_EXPOSE_HEADERS = ["Accept-Ranges", "Content-Range", "ETag", "FactDB-Status", "Link", "Retry-After", "X-Request-ID"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["factdb.api.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "factdb.api.negotiation.PublicNegotiation",
    "EXCEPTION_HANDLER": "factdb.api.problems.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": [],
    # Only the proxy that ends TLS is believed about whom it asks for; without one the header is anybody's.
    "NUM_PROXIES": 1 if FACTDB_HTTPS else 0,
    "DEFAULT_SCHEMA_CLASS": "factdb.api.openapi.PublicAutoSchema",
    "UNAUTHENTICATED_USER": None,
}

SPECTACULAR_SETTINGS = {
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "POSTPROCESSING_HOOKS": ["factdb.api.components.finish_schema"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "defaultModelsExpandDepth": 0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"named": {"()": "factdb.public.http.request_id.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["named"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # It warns of every request that waits for a thread.
    "loggers": {"waitress.queue": {"level": "ERROR"}, "factdb.access": {"level": "INFO"}},
}
