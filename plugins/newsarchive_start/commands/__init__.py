"""The commands of this plugin.

- `doctor`: `newsarchive doctor`: what an archive lacks before it can be published.
- `init`: `newsarchive init`: begin an archive of one's own in a new folder.
- `rules`: `newsarchive rules`: print the rules that an archive's Makefile includes.
- `upgrade`: `newsarchive upgrade`: move an archive to another version of the generator.
- `wheel`: `newsarchive wheel`: write a wheel of this package, for archives elsewhere.
"""
