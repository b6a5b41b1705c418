"""Reads the environment strictly: a misspelt value is an error of one clear line, never a silent default."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import dj_database_url

TRUE_WORDS = {"1", "true", "yes", "on", "oui", "vrai"}
FALSE_WORDS = {"0", "false", "no", "off", "non", "faux"}


class ConfigurationError(Exception):
    """A setting is missing or unreadable. The message is one French line that says what to do."""


def boolean(name: str, default: bool) -> bool:
    """The boolean of an environment variable; raises ConfigurationError on any other word."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in TRUE_WORDS:
        return True
    if raw in FALSE_WORDS:
        return False
    raise ConfigurationError(f"{name} vaut « {os.environ[name]} » : écrivez True ou False.")


def words(name: str, default: list[str]) -> list[str]:
    """The comma-separated words of an environment variable, without blanks."""
    raw = os.environ.get(name, "")
    return [word.strip() for word in raw.split(",") if word.strip()] or default


def secret_key(*, debug: bool) -> str:
    """SECRET_KEY, required when DEBUG is off; a fixed development key otherwise."""
    key = os.environ.get("SECRET_KEY", "").strip()
    if key:
        return key
    if debug:
        return "cle-de-developpement-a-ne-jamais-utiliser-en-production"
    raise ConfigurationError(
        "SECRET_KEY manque : donnez une clé longue et secrète, obligatoire quand DEBUG vaut False."
    )


def data_folder(default: Path) -> Path:
    """The folder of DATA_DIR, made if it is missing: photos, static files, the SQLite file."""
    folder = Path(os.environ.get("DATA_DIR", "").strip() or default).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"DATA_DIR (« {folder} ») n'est pas utilisable ({error.strerror}) : donnez un dossier où l'on peut écrire."
        ) from error
    return folder


SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def database(default_file: Path) -> dict[str, object]:
    """The database of DATABASE_URL, or an SQLite file; raises ConfigurationError on an unreadable address."""
    url = os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{default_file}"
    try:
        parsed = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except (ValueError, KeyError) as error:
        raise ConfigurationError(_unreadable_database(url)) from error
    engine = parsed.get("ENGINE", "")
    if engine == "django.db.backends.sqlite3":
        parsed["OPTIONS"] = dict(SQLITE_OPTIONS)
    elif engine != "django.db.backends.postgresql" or not parsed["NAME"]:
        raise ConfigurationError(_unreadable_database(url))
    return dict(parsed)


def _unreadable_database(url: str) -> str:
    scheme = url.split(":", 1)[0]
    return (
        f"DATABASE_URL (« {scheme}:… ») n'est pas lisible : "
        "écrivez postgresql://utilisateur:motdepasse@serveur:5432/base ou sqlite:///chemin/fichier.sqlite3."
    )


# -- E-mail ------------------------------------------------------------------------------------------------------------

LOCAL_SITE = "http://127.0.0.1:8000"
_BACKENDS = "django.core.mail.backends"


@dataclass(frozen=True)
class MailServer:
    """Where e-mails go; by default they are only printed. `starttls` begins in clear, `tls` does not."""

    backend: str = f"{_BACKENDS}.console.EmailBackend"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def mail_server() -> MailServer:
    """The mail server of EMAIL_URL; the messages are printed where it is not given. Raises ConfigurationError on an
    unreadable address."""
    url = os.environ.get("EMAIL_URL", "").strip()
    if not url:
        return MailServer()
    parts = _address(url, _PORTS)
    if parts is None:
        scheme = url.split(":", 1)[0]
        raise ConfigurationError(
            f"EMAIL_URL (« {scheme}:… ») n'est pas lisible : "
            "écrivez smtp+starttls://utilisateur:motdepasse@serveur:587 (ou smtp://, smtps://)."
        )
    return MailServer(
        backend=f"{_BACKENDS}.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+starttls",
        tls=parts.scheme == "smtps",
    )


def site_url(allowed_hosts: list[str], *, debug: bool) -> str:
    """The beginning of the links in e-mails: SITE_URL, else the first of the allowed hosts; without its last slash."""
    url = os.environ.get("SITE_URL", "").strip().rstrip("/")
    if not url and not debug and "*" not in allowed_hosts:
        return f"https://{allowed_hosts[0].lstrip('.')}"
    url = url or (LOCAL_SITE if debug else "")
    if _address(url, {"http", "https"}) is None:
        raise ConfigurationError(
            f"SITE_URL (« {url} ») n'est pas l'adresse d'un site : écrivez https://rapport.example, "
            "pour que les liens des messages y mènent."
        )
    return url


def sender(site: str) -> str:
    """The address that e-mails come from: DEFAULT_FROM_EMAIL, else one of the site's host."""
    written = os.environ.get("DEFAULT_FROM_EMAIL", "").strip()
    if not written:
        return f"Rapport d'activités <ne-pas-repondre@{urlsplit(site).hostname}>"
    name, at, domain = parseaddr(written)[1].rpartition("@")
    if not (name and at and domain) or "\n" in written or "\r" in written:
        raise ConfigurationError(
            f"DEFAULT_FROM_EMAIL (« {written} ») n'est pas une adresse : "
            "écrivez Rapport d'activités <rapport@departement.example>."
        )
    return written


def _address(url: str, schemes: Collection[str]) -> SplitResult | None:
    """The parts of the address of a server, and of nothing more than a server; None for anything else."""
    try:
        parts = urlsplit(url)
        is_server = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if is_server and not (parts.path.strip("/") or parts.query or parts.fragment) else None
