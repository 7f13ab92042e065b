"""trace.json: the records as plain JSON, its schema, and the words every view of it uses alike."""
