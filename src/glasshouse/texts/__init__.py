"""Texts people write, read strictly: YAML with places and all faults at once, units, parameters with sources."""
