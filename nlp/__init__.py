"""Text to terms, questions to queries."""
