"""Pictures as they are published, and share cards. Pure rules over bytes, which `build` calls.

- `pictures`: Pictures as published: no larger than needed, in several sizes and types.
- `share_cards`: Draw the picture that social networks show with a link.
"""
