"""What is said about the embedded English model, reprinted by one command: python3 -m bench.language --data FOLDER."""
