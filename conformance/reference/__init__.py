"""The built-in target: a faithful implementation of the contract, its faults and its faithful variants."""
