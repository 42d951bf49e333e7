"""Prefect's part: the order of the work, what is tried again, when it runs, and what it leaves for people to see."""
