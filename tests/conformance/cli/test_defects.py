"""The file about an error of the suite itself says where it is, and nothing of what the process was told."""

from __future__ import annotations

import sys

import pytest

from conformance.cli import defects
from conformance.wire.showing.redaction import Redactor

KEY, TOKEN, PASSWORD = "not-a-secret-key", "not-a-secret-token", "not-a-password"


def raised(message: str) -> ValueError:
    """An error that quotes a text."""
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int(message)
    return caught.value


@pytest.fixture(autouse=True)
def _told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY)
    arguments = ["--header", f"Authorization: Bearer {TOKEN}", f"--target=http://me:{PASSWORD}@127.0.0.1:9"]
    monkeypatch.setattr(sys, "argv", ["chime-conformance", "run", *arguments])


@pytest.mark.parametrize("secret", [KEY, TOKEN, PASSWORD, KEY[::-1], TOKEN.upper()])
def test_the_traceback_has_no_secret(secret: str) -> None:
    found = defects.told(raised(f"it was {secret} there"))
    assert secret not in found
    assert "ValueError: invalid literal" in found
    assert "test_defects.py" in found


def test_where_secrets_cannot_be_found_the_message_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_self: Redactor, text: str) -> str:
        raise RuntimeError(text)

    monkeypatch.setattr(Redactor, "redact_text", broken)
    found = defects.told(raised(KEY))
    assert KEY not in found
    assert found.endswith("ValueError")
    assert "test_defects.py" in found
