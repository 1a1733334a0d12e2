"""Deviations in plain words: grouped, ordered, named in one line, with advice."""
