"""The intake program: arguments in, one call, text out."""

from pipeline.cli.program import main

__all__ = ["main"]
