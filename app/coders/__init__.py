"""Where the coder runs: in this process when it is first needed (`lazy`), or in processes of its own (`children`)."""

from app.coders.children import ChildCoders
from app.coders.lazy import LazyCoder

__all__ = ["ChildCoders", "LazyCoder"]
