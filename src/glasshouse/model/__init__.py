"""What happens to synthetic persons in a month: one mechanism, one file; `schedule.py` puts them in order."""
