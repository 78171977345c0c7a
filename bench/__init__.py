"""What is said about speed, each a ratio that one command reprints."""
