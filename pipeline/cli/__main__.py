"""`python -m pipeline.cli`: the program, for whoever starts it without knowing where its command lies."""

from pipeline.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
