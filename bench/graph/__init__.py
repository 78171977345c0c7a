"""What is said about the speed of the graph and of its store, each a ratio beside a peer in the same run."""
