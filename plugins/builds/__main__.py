"""Pelican as `make html` runs it: whatever ends it is told in one line, errors of its settings included."""

from pelican import main

from .errors import tell_plainly

if __name__ == "__main__":
    tell_plainly()
    main()
