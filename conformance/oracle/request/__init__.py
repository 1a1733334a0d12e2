"""What a request may be answered: its method, path, parameters, headers and body."""
