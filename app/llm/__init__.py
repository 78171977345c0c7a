"""A coder that asks a language model behind an OpenAI-compatible endpoint; never the default, see ``docs/llm.md``.

``configured.llm_coder`` makes it. Nothing is imported here: the settings need ``endpoint`` alone.
"""
