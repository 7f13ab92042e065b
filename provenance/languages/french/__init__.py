"""French: words, figures and names, as data."""
