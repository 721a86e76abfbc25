"""Pictures: published without a trace of who took them, and sized for a page.

Pure rules over bytes, used by `builds`; no settings, no signals.
"""
