"""Find and answer."""
