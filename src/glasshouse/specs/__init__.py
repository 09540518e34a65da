"""Texts people write, read strictly: YAML with places and all faults at once, units, sourced parameters."""
