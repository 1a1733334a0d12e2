"""Whether an answer is right: its headers, its body, and how its members fit the request and each other."""
