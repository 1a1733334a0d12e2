"""What belongs together: operations that are linked, members that repeat or name the same thing."""
