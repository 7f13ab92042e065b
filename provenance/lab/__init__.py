"""Research apart: benchmarks, training and their corpora; needs a checkout."""
