"""Pure. The exit codes of the program; 2 and 4 come with their errors, see `pipeline.errors`."""

DONE = 0
FAILED = 1
PERSON_NEEDED = 3
