"""The service: everything that a person or a program talks to."""
