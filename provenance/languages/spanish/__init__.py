"""Spanish: words, figures and names, as data."""
