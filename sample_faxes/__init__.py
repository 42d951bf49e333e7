"""Invented faxes and mails, and the program that draws them.

Nothing here is real: the people, the numbers and the telephone lines are made up. Nothing in `pipeline` imports
this package and it imports nothing from there, so that the reader is measured on pages it had no hand in.
"""
