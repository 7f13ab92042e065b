"""The shipped model files, their cards (``README.md``), and the one door through which they are read (`store`)."""
