"""Tally, requests, documents -> the letter to the City Clerk, the data sets, the tally on the terminal."""
