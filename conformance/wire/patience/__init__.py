"""How often a target is asked, when again, and when no more."""
