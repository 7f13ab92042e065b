"""German: words, figures and names, as data."""
