"""The coder: a parsed text in, relations between actors out, each with the words that state it and why it was coded."""

from graph.coding.coder import Coder

__all__ = ["Coder"]
