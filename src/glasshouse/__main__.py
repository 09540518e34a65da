"""`python -m glasshouse` is the command `glasshouse`."""

from glasshouse.cli import main

if __name__ == "__main__":
    main()
