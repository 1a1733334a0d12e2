"""One-point changes of an accepted request: what each is about, and how it is made."""
