"""What a run creates at the target: written down, read back, deleted, and recovered after a kill."""
