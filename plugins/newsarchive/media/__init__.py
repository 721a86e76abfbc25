"""Pictures as they are published, and share cards. Pure rules over bytes, which `build` calls.

- `pictures`: Pictures as published: upright, no larger than needed, nothing but pixels, in several sizes and types.
- `share_cards`: Draw the picture that social networks show with a link.
"""
