"""How fast glasshouse is on this machine, beside a small reference model written in two ways."""
