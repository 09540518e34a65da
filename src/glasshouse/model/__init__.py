"""What happens to synthetic persons in a month: one mechanism, one file; `month.py` calls them in order."""
