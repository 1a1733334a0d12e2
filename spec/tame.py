r"""Which patterns Python's own engine searches in a bounded time. It tries every way, and some patterns have too many.

The engine that `spec.patterns` asks is linear. Where Python's is used beside it, a pattern of others is looked at
first: `^(a+)+$` takes for ever on thirty letters, `[a-z]*[a-z0-9]*x` the square of a text's length.
"""

from __future__ import annotations

import re
from functools import lru_cache

# A text is searched in about so many steps at most.
_STEPS = 10_000_000
# More repetitions than these in a row are as good as any number; more than those make a text too long to draw.
_FEW, _MANY = 20, 10_000
_TOKEN = re.compile(
    r"""(?P<look>\(\?(?![:P]|P?<[A-Za-z]))|(?P<open>\((?:\?:|\?P?<\w+>)?)|(?P<close>\))|(?P<or>\|)"""
    r"""|(?P<back>\\[1-9])|(?P<atom>\[\^?\]?(?:\\.|[^\]\\])*+\]|\\(?:[pP]\{\w+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)|[^*+?{])"""
    r"""|(?P<many>[*+]|\?|\{\d*,?\d*\}|\{)""",
    re.DOTALL,
)
_BOUNDS = re.compile(r"\{(\d*)(,?)(\d*)\}")


@lru_cache(maxsize=4096)
def longest(pattern: str) -> int:
    """The length of the longest text that Python's engine may search for a pattern; 0 where it may search none."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return 0
    ways = _ways(list(_TOKEN.finditer(pattern)))
    return 0 if ways is None else int(_STEPS ** (1 / (ways + 1)))


def _ways(tokens: list[re.Match[str]]) -> int | None:
    """How many repetitions in a row may end anywhere; None where there is no bound.

    There is none where one repetition stands inside another, or the pattern looks around. Each open group is noted
    with whether something in it can be matched in several ways.
    """
    found, drawn = 0, 1
    groups, closed = [False], False
    for place, token in enumerate(tokens):
        kind, text = token.lastgroup, token[0]
        if kind in {"look", "back"}:
            return None
        if kind == "open":
            groups.append(False)
        elif kind == "or":
            groups[-1] = True
        elif kind == "close":
            closed = groups.pop() if len(groups) > 1 else False
            groups[-1] |= closed
        elif kind == "many":
            least, most = _bounds(text)
            of_group = place > 0 and tokens[place - 1].lastgroup == "close"
            drawn *= max(min(most, _MANY + 1), 1) if most <= _MANY else 1
            if drawn > _MANY or least > _MANY or (of_group and closed and most > 1):
                return None
            if least != most:
                groups[-1] = True
                found += most > _FEW and (of_group or not _ends(tokens, place))
    return found


def _bounds(text: str) -> tuple[int, int]:
    """The least and the most repetitions of a quantifier; the most of an endless one is beyond any text."""
    if text in "*+?":
        return {"*": (0, 1 << 30), "+": (1, 1 << 30), "?": (0, 1)}[text]
    bounds = _BOUNDS.fullmatch(text)
    if bounds is None:
        return 1, 1
    least = int(bounds[1] or 0)
    return least, int(bounds[3]) if bounds[3] else 1 << 30 if bounds[2] else least


def _ends(tokens: list[re.Match[str]], place: int) -> bool:
    """Whether what follows a repetition of one character can be no further one, so that it ends in one place."""
    after = tokens[place + 1][0] if place + 1 < len(tokens) else ""
    sign = after.removeprefix("\\")
    follows = tokens[place + 2].lastgroup if place + 2 < len(tokens) else ""
    if len(sign) != 1 or sign.isalnum() or (after in ".^$|()[" and after == sign) or follows == "many":
        return False
    return re.fullmatch(tokens[place - 1][0], sign) is None
