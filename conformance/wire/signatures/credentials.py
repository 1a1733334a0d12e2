"""Credentials: of the standard AWS chain, or throw-away ones for the built-in reference."""

from __future__ import annotations

import secrets
from typing import Any, NamedTuple

from conformance.errors import UsageError


class Keys(NamedTuple):
    """An access key, its secret and, for temporary ones, a session token; the form that botocore calls frozen."""

    access_key: str
    secret_key: str
    token: str | None = None

    def get_frozen_credentials(self) -> Keys:
        """These very keys: they are never renewed."""
        return self


def throw_away() -> Keys:
    """New keys that nobody else knows and that no service takes."""
    return Keys(f"AKIDEXAMPLE{secrets.token_hex(6).upper()}", f"example-{secrets.token_urlsafe(24)}")


def chain(profile: str | None) -> Any:
    """The credentials of the standard AWS chain, as botocore finds them.

    Raises:
        UsageError: there are none.
    """
    # Imported late: botocore takes longer to load than a whole smoke run to send.
    import botocore.session  # noqa: PLC0415 - see above
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415 - as above

    try:
        credentials = botocore.session.Session(profile=profile).get_credentials()
        if credentials is None:
            raise UsageError(
                "no AWS credentials found.", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or --aws-profile."
            )
        credentials.get_frozen_credentials()
    except BotoCoreError as error:
        raise UsageError(f"the AWS credentials cannot be used: {error}.", "Check --aws-profile.") from error
    return credentials
