"""The stages of a run, from cases to counts: each has a pure core and hands plain data on to the next."""
