"""The register of actors and the resolver that finds them in parsed sentences."""

from graph.actors.register import Actor, Alias, Membership, Register

__all__ = ["Actor", "Alias", "Membership", "Register"]
