"""The figures of a run: one file for each figure or close family, found by `charts.registry`."""

from glasshouse.reporting.figure_source import source

__all__ = ["source"]
