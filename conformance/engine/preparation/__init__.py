"""What a run finds out and makes at the target before its cases can be judged."""
