"""Synthetic societies: aggregate tables in, persons, households, places and ties out.

Records of individuals are neither accepted nor made; everybody here is drawn from tables by keyed luck.
"""

from glasshouse.society.recipe import SocietyRecipe, load, shipped

__all__ = ["SocietyRecipe", "load", "shipped"]
