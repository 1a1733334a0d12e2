"""Texts and characters for faults, made from a clause's id: the strategies know none of them."""

from __future__ import annotations

import random
import string

_CONSONANTS, _VOWELS = "bdfgjklmprtvz", "aeiou"


def chance(*key: str) -> random.Random:
    """A source of randomness that is the same in every run, and another one for every key."""
    return random.Random("/".join(key))  # noqa: S311 - repeatable on purpose


def word(*key: str, syllables: int = 5) -> str:
    """A word of no language: `vokujarime`, for example."""
    source = chance(*key)
    return "".join(source.choice(_CONSONANTS) + source.choice(_VOWELS) for _ in range(syllables))


def mark(*key: str, besides: str = "") -> str:
    """A printable ASCII character that is neither letter nor digit nor space, nor one of `besides`."""
    return chance(*key).choice([char for char in string.punctuation if char not in besides])
