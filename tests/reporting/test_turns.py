"""Two reports are not compiled at once; whoever waits too long is told so."""

import fcntl

import pytest

from reporting.exports.errors import ExportError
from reporting.exports.pdf import render_pdf
from reporting.exports.turns import turn, turn_file
from tests.reporting.sample_document import sample_assets, sample_document


def test_a_turn_is_given_back():
    for _ in range(2):
        with turn("essai", patience=0):
            pass


def test_whoever_waits_too_long_is_told_to_come_back():
    with turn_file("essai").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ExportError, match="réessayez"), turn("essai", patience=0.05):
            pytest.fail("The turn was another's.")


def test_a_pdf_waits_for_its_turn(monkeypatch, tmp_path):
    # A folder of its own: the other workers of this run compile too.
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with turn_file("pdf").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ExportError, match="réessayez"):
            render_pdf(sample_document(), sample_assets(), patience=0)
    assert render_pdf(sample_document(), sample_assets(), patience=0).startswith(b"%PDF")
