"""What a request says, read and validated."""
