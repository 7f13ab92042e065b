"""Which documents are worth comparing: candidates for every command."""
