"""What the documentation says: the OpenAPI descriptions, the clauses, and how they are derived."""
