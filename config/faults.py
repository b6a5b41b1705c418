"""Says in one French line what is wrong with the configuration or the database, for commands and for the server."""

from __future__ import annotations

from django.db import DatabaseError, OperationalError

from config.env import ConfigurationError

_MISSING_TABLE_OR_COLUMN = {"42P01", "42703"}  # PostgreSQL's codes; SQLite says it in words.


def one_line(error: BaseException) -> str | None:
    """The line that says what to do, or None if the error is not one of configuration."""
    if isinstance(error, ConfigurationError):
        return f"Configuration : {error}"
    if not isinstance(error, DatabaseError):
        return None
    if _lacks_migrations(error):
        return "La base de données n'est pas à jour : lancez d'abord « manage.py migrate »."
    if isinstance(error, OperationalError):
        return f"Base de données injoignable : vérifiez DATABASE_URL et que le serveur répond ({_first_line(error)})."
    return None


def _lacks_migrations(error: DatabaseError) -> bool:
    code = getattr(error.__cause__, "sqlstate", None)
    return code in _MISSING_TABLE_OR_COLUMN or _first_line(error).startswith(("no such table", "no such column"))


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
