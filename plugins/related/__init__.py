"""What to read next: related briefings, by hand and by shared terms, and the neighbours in time.

Pure rules, used by the briefing page; no settings, no signals.
"""
