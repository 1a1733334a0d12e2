"""What an AWS API Reference page says, read line by line."""
