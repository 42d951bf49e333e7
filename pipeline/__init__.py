"""detainer-intake: from the fax inbox to the annual letter, one folder a stage."""

__version__ = "0.1.0"
