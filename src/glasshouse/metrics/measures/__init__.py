"""Shipped measures, one file each or one close family; `metrics.catalogue` finds them by looking in here."""
