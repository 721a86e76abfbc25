"""The one stylesheet, inlined in every page, and its part for code.

Pure rules over the theme's files, used by `builds`; no settings, no signals.
"""
