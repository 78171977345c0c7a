"""Memory that a large reading leaves with the allocator, given back to the system."""

import ctypes
import sys


def give_back() -> None:
    """Have glibc return what is free; elsewhere nothing. Reading a million rows leaves it several times the graph."""
    if sys.platform != "linux":
        return
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    except (OSError, AttributeError):
        return  # another C library
