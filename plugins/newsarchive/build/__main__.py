"""Run Pelican so that every error is one line, errors of the settings included."""

from pelican import main

from newsarchive.build.diagnostics import tell_plainly

if __name__ == "__main__":
    tell_plainly()
    main()
