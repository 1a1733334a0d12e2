"""What sequences of requests show: a model of what must be there now, and the clauses that it decides."""
