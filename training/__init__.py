"""How the shipped models were made. Nothing here is needed at run time."""
