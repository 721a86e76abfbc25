"""The editors' commands, run as `python -m plugins.newsroom COMMAND`; the Makefile names them.

They read the same settings and content as a build, by the same rules, and publish nothing.
"""
