"""One file for each rule of lint."""
