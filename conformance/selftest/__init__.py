"""The proof: the suite against every fault of the reference, every faithful variant and every constant target."""
