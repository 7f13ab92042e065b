"""Words, sentences, shingles, runs, rarity and vectors: views of one token table."""
