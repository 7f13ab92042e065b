"""What the rooms know of a language, as data: one folder for each language, one file for each thing asked of it.

Files hold word lists and patterns and nothing else: no function, no import from another room. What holds of every
language (offsets, ISO dates, marks of quotation) stays with the room that uses it.
"""
