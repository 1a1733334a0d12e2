"""Cases that are drawn: by Hypothesis, from strategies of valid and of wrong values, and by Schemathesis."""
