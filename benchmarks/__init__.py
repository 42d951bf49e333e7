"""Measures how well and how fast the program reads. Nothing in `pipeline` or `flows` imports this package."""
