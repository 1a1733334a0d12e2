"""What the plugin says of settings is safe to look at."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from conformance.suite.plugin import settings_of


def test_a_name_of_others_does_not_steer_the_terminal() -> None:
    config = Mock(stash=pytest.Stash())
    config.getoption = lambda name: "a\x1b[31m\nb" if name == "conformance_contract" else None
    with pytest.raises(pytest.UsageError, match=r"^a⟨U\+001B⟩\[31m b: there is no such contract"):
        settings_of(config)
