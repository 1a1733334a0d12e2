"""To which clause a deviation is put down, when findings have one cause, and the smallest request that shows it."""
