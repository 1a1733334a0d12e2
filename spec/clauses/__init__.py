"""The clauses of a contract: their ids, where they come from, and how each may be judged."""
