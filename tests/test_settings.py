"""The environment is read strictly: what is misspelt or missing is said in one French line, without a traceback."""

import os

import pytest

from tests.commands import assert_refused, manage

PRODUCTION = {"DEBUG": "False", "SECRET_KEY": "9fJ2-" * 12, "ALLOWED_HOSTS": "rapport.example"}


@pytest.fixture
def data(tmp_path) -> dict[str, str]:
    return {"DATA_DIR": str(tmp_path)}


def test_a_boolean_is_read(data):
    outcome = manage("check", DEBUG="oui", **data)
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_a_misspelt_boolean_is_refused(data):
    assert_refused(manage("check", DEBUG="Flase", **data), "DEBUG", "« Flase »", "True ou False")


def test_production_is_ready(data):
    outcome = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, **data)
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_production_needs_a_secret_key(data):
    environment = {**PRODUCTION, "SECRET_KEY": ""}
    assert_refused(manage("check", **environment, **data), "SECRET_KEY manque")


@pytest.mark.parametrize(
    "url", ["mysql://localhost/base", "postgres-ql://localhost/base", "bonjour", "postgresql://", "postgresql://h:x/b"]
)
def test_an_unreadable_database_address_is_refused(data, url):
    assert_refused(manage("check", DATABASE_URL=url, **data), "DATABASE_URL", "postgresql://")


def test_the_password_of_the_database_is_not_printed(data):
    outcome = manage("check", DATABASE_URL="mysql://moi:secret@localhost/base", **data)
    assert_refused(outcome, "DATABASE_URL")
    assert "secret" not in outcome.stderr


@pytest.mark.parametrize("url", ["postgresql://127.0.0.1:1/x", "sqlite:////dossier/absent/base.sqlite3"])
def test_a_database_that_does_not_answer_is_said(data, url):
    assert_refused(manage("migrate", "--check", DATABASE_URL=url, **data), "Base de données injoignable")


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "fichier").touch()
    assert_refused(manage("check", DATA_DIR=str(tmp_path / "fichier" / "donnees")), "DATA_DIR")


def test_the_tests_use_the_database_that_was_chosen(request, settings):
    """Set by --database, by DATABASE_URL, else PostgreSQL."""
    chosen = request.config.getoption("--database") or os.environ["DATABASE_URL"].split(":")[0]
    assert settings.DATABASES["default"]["ENGINE"].startswith(f"django.db.backends.{chosen}")


# -- E-mail ------------------------------------------------------------------------------------------------------------


def setting(name: str, **environment: str) -> str:
    code = f"from django.conf import settings; print(settings.{name})"
    outcome = manage("shell", "--no-imports", "-c", code, **environment)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    return outcome.stdout.strip()


def test_messages_are_printed_by_default(data):
    assert setting("EMAIL_BACKEND", **data) == "django.core.mail.backends.console.EmailBackend"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://relais.example", "relais.example 25   False False"),
        ("smtp+starttls://moi%40x:m%3Ap@relais.example", "relais.example 587 moi@x m:p True False"),
        ("smtps://relais.example:2465", "relais.example 2465   False True"),
    ],
)
def test_the_mail_server_is_read(data, url, expected):
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    code = f"from django.conf import settings; print(*(getattr(settings, f'EMAIL_{{name}}') for name in {names}))"
    outcome = manage("shell", "--no-imports", "-c", code, EMAIL_URL=url, **data)
    assert (outcome.stdout.rstrip("\n"), outcome.stderr) == (expected, "")


@pytest.mark.parametrize(
    "url",
    [
        "bonjour",
        "http://relais.example",
        "smtp://",
        "smtp://h:port",
        "smtp://h:99999",
        "smtp://h/chemin",
        "smtp://m:se?cret@h",
    ],
)
def test_an_unreadable_mail_server_is_refused_without_its_password(data, url):
    outcome = manage("check", EMAIL_URL=url, **data)
    assert_refused(outcome, "EMAIL_URL", "smtp+starttls://")
    assert "cret" not in outcome.stderr


def test_the_links_of_messages_lead_to_the_site(data):
    assert setting("SITE_URL", **data) == "http://127.0.0.1:8000"
    assert setting("SITE_URL", **PRODUCTION, **data) == "https://rapport.example"
    assert setting("SITE_URL", **PRODUCTION, SITE_URL="https://r.example/", **data) == "https://r.example"


@pytest.mark.parametrize("url", ["rapport.example", "ftp://rapport.example", "https://", "https://r.example/site"])
def test_an_unreadable_site_is_refused(data, url):
    assert_refused(manage("check", SITE_URL=url, **data), "SITE_URL", url)


def test_any_host_needs_the_address_of_the_site(data):
    assert_refused(manage("check", **{**PRODUCTION, "ALLOWED_HOSTS": "*"}, **data), "SITE_URL")


def test_messages_come_from_the_site_unless_said_otherwise(data):
    assert setting("DEFAULT_FROM_EMAIL", **PRODUCTION, **data).endswith("<ne-pas-repondre@rapport.example>")
    assert setting("DEFAULT_FROM_EMAIL", DEFAULT_FROM_EMAIL="com@cd.example", **data) == "com@cd.example"


@pytest.mark.parametrize("address", ["communication", "a@b\nBcc: c@d", "@cd.example"])
def test_an_unreadable_sender_is_refused(data, address):
    outcome = manage("check", DEFAULT_FROM_EMAIL=address, **data)
    assert outcome.returncode != 0
    assert "DEFAULT_FROM_EMAIL" in outcome.stderr and "Traceback" not in outcome.stderr
