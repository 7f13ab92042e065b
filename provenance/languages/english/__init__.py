"""English: one file for each thing the rooms ask of a language."""
