"""How the texts of one work stand to one another: alternates for readers and crawlers, and staleness.

Pure rules, used by the page makers; no settings, no signals.
"""
