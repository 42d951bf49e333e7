"""Touches the world: the desk, a face over the functions that the terminal uses too; it has no rules of its own."""
