"""An operation adapted to a target: with the user's own values, or without what the target refuses."""
