"""How the language model was made: the parser, and what finds the ends of sentences."""
