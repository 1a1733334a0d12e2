"""A derivation as one document, and as the files of a contract."""
