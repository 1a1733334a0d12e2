"""x"""
from __future__ import annotations
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from collections.abc import Sequence
def flickers(statuses: Sequence[str]) -> bool:
    judged = [status for status in statuses if status in {"pass", "fail", "waived"}]
    return sum(one != other for one, other in zip(judged, judged[1:], strict=False)) > 1
