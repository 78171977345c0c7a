"""The embedded English model: text to sentences, words, tags, dependencies, lemmas and names."""

from graph.language.model import Document, Sentence, Word
from graph.language.parser import Parser

__all__ = ["Document", "Parser", "Sentence", "Word"]
