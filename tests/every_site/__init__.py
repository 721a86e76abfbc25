"""Tests of what holds of every site: `tests/build/` runs them on the fixture sites, `tests/archive/` on the archive."""
