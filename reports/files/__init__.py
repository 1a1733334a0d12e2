"""The files of a run: read, written whole or not at all, and their schema."""
