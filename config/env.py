"""Reads the environment strictly: a misspelt value is an error of one clear line, never a silent default."""

from __future__ import annotations

import os
from pathlib import Path

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
