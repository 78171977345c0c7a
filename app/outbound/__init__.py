"""Requests to addresses that somebody else chose: where they may go, how long they take, how much comes back.

``addresses`` says which addresses are refused, ``client`` connects to no other, ``signing`` signs what is sent. Knows
nothing of articles or the graph.
"""

from app.outbound.addresses import Networks, Refused, allowed_networks, checked_url
from app.outbound.client import Answer, NotReached, guarded_client, send

__all__ = ["Answer", "Networks", "NotReached", "Refused", "allowed_networks", "checked_url", "guarded_client", "send"]
