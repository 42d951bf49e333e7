"""Records -> Requests -> Tally: the channel, the kinds, what is joined to what, and the count."""
