"""The figures of studies: one file for each figure or close family, found by `charts.registry`."""

from glasshouse.studies.figure_source import source

__all__ = ["source"]
