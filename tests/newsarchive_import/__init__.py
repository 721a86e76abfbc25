"""Old archives as other systems have them, and their import."""
