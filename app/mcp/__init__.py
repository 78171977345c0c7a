"""The service for language models: a server of the Model Context Protocol, over stdio and at ``/mcp``.

A tool is a question to one of the service's own addresses (:mod:`app.mcp.asking`), asked in this process: whatever an
address takes, refuses and answers, its tool does too. Only size and wording are the tool's own.
"""
