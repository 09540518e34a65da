"""The version of the package; releases and results folders carry it."""

__version__ = "0.1.0"
