"""What is written about an error of the suite itself: its traceback, without what this process was told in confidence.

The error may quote anything: a header, a target's answer, a password in a URL.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Iterator
from urllib.parse import urlsplit

from conformance.wire.showing.redaction import Redactor

_CONFIDENTIAL = re.compile(r"KEY|TOKEN|SECRET|PASS|AUTH|CREDENTIAL|HEADER|PROXY|TARGET", re.IGNORECASE)
_OPTIONS = ("--header", "--target", "--proxy", "--conformance-header", "--conformance-target", "--conformance-proxy")


def told(error: BaseException) -> str:
    """The traceback of an error, without secrets; without its message where they cannot be told from it."""
    redactor = Redactor()
    try:
        redactor.learn(_secrets())
        return redactor.redact_text("".join(traceback.format_exception(error)))
    except Exception:  # noqa: BLE001 - the defect may be one of the redaction
        return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__


def _secrets() -> Iterator[str]:
    """The values of options and variables that may be secrets."""
    # The path of a file of keys is no secret, and a traceback is made of paths.
    given = [value for name, value in os.environ.items() if _CONFIDENTIAL.search(name) and not value.startswith(os.sep)]
    for before, argument in zip(sys.argv, sys.argv[1:], strict=False):
        name, _, value = argument.partition("=")
        given += [argument] if before in _OPTIONS else [value] if name in _OPTIONS else []
    for value in given:
        yield from _parts(value)


def _parts(value: str) -> Iterator[str]:
    """A text that may be a secret, or hold one: a header's value, a URL's password."""
    if "://" in value:
        try:
            password = urlsplit(value).password
        except ValueError:
            return
        if password:
            yield password
        return
    for line in value.splitlines():
        held = line.partition(":")[2].strip() if ":" in line else line.strip()
        yield held
        yield held.partition(" ")[2].strip()
