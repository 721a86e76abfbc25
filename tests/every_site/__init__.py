"""Tests of what holds of every site: `newsarchive/builds/` runs them on fixture sites, `archive/` on the archive."""
